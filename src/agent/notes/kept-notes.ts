/** How a run's coach stands. */
export interface KeptCoach {
  /** How many lines it may still say. */
  readonly left: number
  /** It has said one, and the model has made no calls together since. */
  readonly isUnheeded: boolean
}

/** What a journal keeps with a message of what was said to the model, as it stood when that was asked for. */
export interface KeptNotes {
  readonly coach?: KeptCoach
}
