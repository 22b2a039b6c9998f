/** What a run cost, so that sequential and parallel can be compared. Times in milliseconds. */
export interface RunStats {
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** What these tokens cost by the agent's `prices`, as if none came from a cache; absent without prices. */
  readonly cost?: number | undefined
  readonly calls: number
  /** Calls per tool-using message: calls divided by the messages that made any; 0 without one. */
  readonly callsPerTurn: number
  readonly wallMs: number
  /** From the start of a request to the end of its message, added up. */
  readonly modelMs: number
  /** From the end of each message to its last result, added up: what the tools cost on top of the model. */
  readonly toolPhaseMs: number
  /** The time of all attempts added up: what running one by one would have cost. */
  readonly toolMs: number
}
