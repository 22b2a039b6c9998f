/** Lets so many in at a time; the others wait in line, in the order in which they came. */
export class Slots {
  #free: number
  readonly #line = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** Resolves once there is a slot, which {@link give} gives back. Rejects as soon as the signal fires. */
  take(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      if (this.#free > 0) {
        this.#free -= 1
        return resolve()
      }
      const enter = (): void => {
        this.#line.delete(enter)
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        this.#line.delete(enter)
        reject(signal.reason as Error)
      }
      this.#line.add(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  give(): void {
    const [next] = this.#line
    if (next === undefined) this.#free += 1
    else next()
  }
}
