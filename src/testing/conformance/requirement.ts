/** One thing that every implementation has to do, before there is one to be checked. */
export interface Requirement<Checked> {
  readonly name: string
  /** Rejects, with an AssertionError, if the implementation does not. */
  readonly check: (checked: Checked) => Promise<void>
}
