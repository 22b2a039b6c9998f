/** What a request to another process takes with it, so that what happens there is in the trace that one is in. */
export type TraceFields = Readonly<Record<string, string>>

let fields: (() => TraceFields) | undefined

/** Has requests take with them what this says. It is asked where the request is made. */
export function carryTrace(given: () => TraceFields): void {
  fields = given
}

/** What a request that is made here takes with it; undefined if there is nothing. Never throws. */
export function traceFields(): TraceFields | undefined {
  try {
    const given = fields?.()
    return given !== undefined && Object.keys(given).length > 0 ? given : undefined
  } catch {
    // Of a trace that is cut the parts tell it themselves.
    return undefined
  }
}
