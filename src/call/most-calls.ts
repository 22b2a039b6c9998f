/** So many calls of one message are read and run; no model makes as many. */
export const mostCalls = 10_000
