import type { Clock } from '../../../util/clock.ts'
import type { QueueScripts } from '../scripts/queue-scripts.ts'
import type { Standing } from './queue-run.ts'

/** What a worker takes sooner than that needs no round: where there is no line, nothing is asked of Redis. */
const soonMs = 5

/**
 * Gives attempts that were sent their rounds among those of all engines: each engine has one in a round, so that the few of
 * one do not stand behind the many of another. What has no round yet waits behind all others.
 */
export class Rounds {
  readonly #scripts: Pick<QueueScripts, 'rounds'>
  readonly #clock: Clock
  #scheduled = false
  readonly #outside = new Set<Standing>()
  /** Those that have theirs, in order; the last ones are in line if any is. */
  #inside: Standing[] = []
  #tidyAt = 1_000

  constructor(scripts: Pick<QueueScripts, 'rounds'>, clock: Clock) {
    this.#scripts = scripts
    this.#clock = clock
  }

  /** They have been sent, and may have arrived. */
  add(sent: readonly Standing[]): void {
    for (const standing of sent) this.#outside.add(standing)
    if (this.#scheduled) return
    this.#scheduled = true
    const flush = (): void => {
      this.#scheduled = false
      void this.flush()
    }
    this.#clock.setTimer(flush, soonMs, undefined)
  }

  /** Tries again where it was not possible before. Never rejects. */
  async flush(): Promise<void> {
    const waiting = [...this.#outside].filter(({ waits }) => waits)
    this.#outside.clear()
    if (waiting.length === 0) return
    const last = this.#lastInLine()?.jobId ?? ''
    for (const standing of waiting) this.#inside.push(standing)
    try {
      const jobIds = waiting.map(({ jobId }) => jobId)
      await this.#scripts.rounds(jobIds, last)
    } catch {
      // Redis is away, or its memory is full.
      for (const standing of waiting) this.#outside.add(standing)
      this.#inside = this.#inside.filter((standing) => !this.#outside.has(standing))
    }
  }

  #lastInLine(): Standing | undefined {
    while (this.#inside.at(-1)?.waits === false) this.#inside.pop()
    if (this.#inside.length > this.#tidyAt) {
      this.#inside = this.#inside.filter(({ waits }) => waits)
      this.#tidyAt = Math.max(1_000, 2 * this.#inside.length)
    }
    return this.#inside.at(-1)
  }
}
