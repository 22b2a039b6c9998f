/** How a process ends at once that was told to stop a second time, as `fanfold run` does. */
export const secondSignalCode = 130

/** What a process does that is told to stop: the first signal asks it to, the second does not ask. */
export class Stopping {
  #isAsked = false
  #stop: (() => void) | undefined

  /** It was told to stop. */
  get isAsked(): boolean {
    return this.#isAsked
  }

  /** From here on there is something to stop; at once, if the signal has come before. */
  use(stop: () => void): void {
    this.#stop = stop
    if (this.#isAsked) stop()
  }

  /** There is nothing to stop any more. */
  over(): void {
    this.#stop = () => {}
  }

  signal(): void {
    if (this.#isAsked) process.exit(secondSignalCode)
    this.#isAsked = true
    this.#stop?.()
  }
}
