import type { Link } from './link.ts'
import type { Stop } from './messages.ts'
import type { StopVerdict } from './scripts.ts'

/** `withdrawn`: nobody had taken it from the queue, and now nobody can. */
export type StopEnd = 'withdrawn' | Exclude<StopVerdict, 'waiting'>

/** Passes stops on. While Redis is away they wait, and are the first to go when it is back. */
export class Stops {
  readonly #link: Link
  readonly #waiting = new Set<() => void>()

  constructor(link: Link) {
    this.#link = link
  }

  async stop(stop: Stop): Promise<StopEnd> {
    while (!this.#link.closed) {
      if (!this.#link.up) await new Promise<void>((resolve) => void this.#waiting.add(resolve))
      try {
        return await this.#pass(stop)
      } catch (error) {
        // What Redis refuses it will refuse again. If the connection broke, it may arrive twice.
        if ((error as Error).name === 'ReplyError') break
      }
    }
    return 'gone'
  }

  flush(): void {
    for (const go of this.#waiting) go()
    this.#waiting.clear()
  }

  async #pass(stop: Stop): Promise<StopEnd> {
    const { scripts, queue } = this.#link
    const message = jsonOf(stop)
    for (;;) {
      const verdict = await scripts.stop(stop.jobId, message)
      if (verdict !== 'waiting') return verdict
      // A worker that was quicker has locked it.
      if ((await queue.remove(stop.jobId)) === 1) return 'withdrawn'
    }
  }
}

/** An error's fields may hold what JSON does not. */
export function jsonOf(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
