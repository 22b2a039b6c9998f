/** The context of a run, as far as this looks at it. */
export interface RunContext {
  readonly context?: unknown
  readonly usage: {
    /** How often the run has asked the model. */
    readonly requests: number
  }
}

/** The message of the model that a call is of. */
export interface RunMessage {
  readonly key: object
  /** The number of the request that it answers. */
  readonly place: number
}

/** The last message of each run that called tools: there is no other object that all calls of a message share. */
const messages = new WeakMap<RunContext, RunMessage>()

export function messageOf(runContext: RunContext): RunMessage {
  const place = runContext.usage.requests
  const last = messages.get(runContext)
  if (last?.place === place) return last
  const message = { key: {}, place }
  messages.set(runContext, message)
  return message
}
