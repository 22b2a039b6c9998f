import type { Clock, TimerHandle } from '../../util/clock.ts'
import type { Inbox } from './inbox.ts'
import type { Link } from './link.ts'
import type { QueueRun } from './queue-run.ts'
import type { AuditVerdict } from './scripts.ts'

const mostAtOnce = 500

export interface AuditSettings {
  readonly link: Link
  readonly inbox: Inbox
  readonly clock: Clock
  readonly everyMs: number
  /** Says that the engine is there. */
  readonly touch: () => Promise<unknown>
  /** The attempts that are to be answered. */
  readonly runs: () => Iterable<QueueRun>
}

/**
 * Looks now and then whether the attempts that were sent are still somewhere. Answers come without it; it is there for
 * those that will never come: of workers that died, and jobs that Redis lost.
 */
export class Audit {
  readonly #settings: AuditSettings
  #timer: TimerHandle | undefined
  #looking = false
  #behind: string | undefined

  constructor(settings: AuditSettings) {
    this.#settings = settings
  }

  /** Looks soon, and then again and again as long as there is anything to look after. */
  start(): void {
    const { clock, everyMs } = this.#settings
    this.#timer ??= clock.setTimer(() => void this.#tick(), everyMs, undefined)
  }

  stop(): void {
    if (this.#timer !== undefined) this.#settings.clock.clearTimer(this.#timer)
    this.#timer = undefined
  }

  /** Looks at once. */
  async look(): Promise<void> {
    const { link, touch, runs } = this.#settings
    if (this.#looking || !link.up) return
    this.#looking = true
    try {
      const known = [...runs()].filter((run) => run.added)
      await touch().catch(() => {})
      for (let at = 0; at < known.length; at += mostAtOnce)
        await this.#judge(known.slice(at, at + mostAtOnce))
    } catch {
      // The connection is lost; when it is there again, this is.
    } finally {
      this.#looking = false
    }
  }

  async #tick(): Promise<void> {
    await this.look()
    this.stop()
    const [any] = this.#settings.runs()
    if (any !== undefined) this.start()
  }

  async #judge(runs: readonly QueueRun[]): Promise<void> {
    const { link, inbox } = this.#settings
    const { verdicts, lastReplyId } = await link.scripts.audit(
      runs.map(({ jobId }) => jobId),
      inbox.stream,
    )
    this.#watchReader(lastReplyId)
    // What a worker had said before, counts.
    inbox.whenRead(lastReplyId, () => {
      for (const [index, run] of runs.entries()) apply(verdicts[index] as AuditVerdict, run)
    })
  }

  /** A reader that has nothing of what was there a while ago has a connection that nobody told it is dead. */
  #watchReader(lastReplyId: string): void {
    const { link, inbox } = this.#settings
    if (this.#behind === inbox.readId) link.reader.disconnect(true)
    this.#behind = lastReplyId !== '' && lastReplyId !== inbox.readId ? inbox.readId : undefined
  }
}

function apply(verdict: AuditVerdict, run: QueueRun): void {
  if (run.ended) return
  switch (verdict) {
    case 'gone':
      run.noteGone()
      break
    case 'lost-started':
      run.lose('its worker has gone, or stood still for too long.', true)
      break
    case 'lost-unstarted':
      run.lose('its worker has gone, or stood still for too long.', false)
      break
    default:
      // Redis has it, whatever it said when it took it.
      run.addError = undefined
  }
}
