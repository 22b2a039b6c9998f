/** One call of a run that is over. */
export interface RecordedCall {
  readonly id: string
  readonly name: string
  /** The arguments, parsed where they could be. */
  readonly input: unknown
  /** The result, as the model was shown it; undefined if it has no result. */
  readonly output?: string | undefined
  readonly failed?: boolean | undefined
  /** The result is less than what the tool returned, or than what the model was shown: what is not in it proves nothing. */
  readonly isCut?: boolean | undefined
  /** Milliseconds, all of a run since the same moment; undefined if not known. */
  readonly startMs?: number | undefined
  readonly endMs?: number | undefined
}

/** One message of the model's that made calls. */
export interface RecordedTurn {
  readonly calls: readonly RecordedCall[]
  /** What people said between the turn before and this one, which the model could not know before. */
  readonly heard?: string | undefined
  /** The model's own words in this message and in those before it that made no calls. */
  readonly said?: string | undefined
  /** When its request was sent, and when its message was complete, in milliseconds as those of the calls. */
  readonly sentMs?: number | undefined
  readonly messageMs?: number | undefined
  /** As the provider counted them. */
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
}

/** What a model did in one run: its messages that made calls, in order. */
export interface RecordedRun {
  readonly name: string
  /** The system prompt and what else the model was told before the first turn, but for `heard` of that. */
  readonly instructions?: string | undefined
  readonly turns: readonly RecordedTurn[]
}
