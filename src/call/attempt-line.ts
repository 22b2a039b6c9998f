/** What an executor says of an attempt that waits until there is room for it elsewhere. */
export interface AttemptLine {
  /** Its tool is not called yet: its time-out stands. To be said before `run` returns. */
  wait(): void
  /** Its tool is called now: its time-out begins. */
  begin(): void
  /** Its tool was not called, and will not be: who stopped it is told so. To be said before `run` rejects. */
  withdraw(): void
}
