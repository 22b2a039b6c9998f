import type { Clock, TimerHandle } from '../../../util/clock.ts'
import type { Inbox } from './inbox.ts'
import type { QueueConnections } from './queue-connections.ts'
import type { QueueRun } from './queue-run.ts'
import type { JobVerdict } from '../scripts/queue-scripts.ts'

const mostAtOnce = 500

export interface LostJobCheckSettings {
  readonly connections: QueueConnections
  readonly inbox: Inbox
  readonly clock: Clock
  readonly everyMs: number
  /** Says that the engine is alive. */
  readonly touch: () => Promise<unknown>
  /** The attempts that wait for an answer. */
  readonly runs: () => Iterable<QueueRun>
}

/**
 * Looks regularly where the attempts are that were sent. Answers come without it; it is for those that will never
 * come: of workers that died, and jobs that Redis lost.
 */
export class LostJobCheck {
  readonly #settings: LostJobCheckSettings
  #timer: TimerHandle | undefined
  #looking = false
  #behind: string | undefined

  constructor(settings: LostJobCheckSettings) {
    this.#settings = settings
  }

  /** Looks soon, and then regularly as long as an attempt waits for an answer. */
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
    const { connections, touch, runs } = this.#settings
    if (this.#looking || !connections.up) return
    this.#looking = true
    try {
      const known = [...runs()].filter((run) => run.added)
      await touch().catch(() => {})
      for (let at = 0; at < known.length; at += mostAtOnce)
        await this.#judge(known.slice(at, at + mostAtOnce))
    } catch {
      // The connection is lost; this runs again when it is back.
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
    const { connections, inbox } = this.#settings
    const { verdicts, lastReplyId } = await connections.scripts.checkJobs(
      runs.map(({ jobId }) => jobId),
      inbox.stream,
    )
    this.#watchReader(lastReplyId)
    // What a worker had answered before counts.
    inbox.whenRead(lastReplyId, () => {
      for (const [index, run] of runs.entries()) apply(verdicts[index] as JobVerdict, run)
    })
  }

  /** A reader that has not read what was there at the last check has a dead connection. */
  #watchReader(lastReplyId: string): void {
    const { connections, inbox } = this.#settings
    if (this.#behind === inbox.readId) connections.reader.disconnect(true)
    this.#behind = lastReplyId !== '' && lastReplyId !== inbox.readId ? inbox.readId : undefined
  }
}

function apply(verdict: JobVerdict, run: QueueRun): void {
  if (run.ended) return
  switch (verdict) {
    case 'gone':
    case 'missing':
      run.noteGone(verdict === 'gone')
      break
    case 'lost-started':
      run.workerDied = true
      run.lose('its worker died, or was suspended for too long.', true)
      break
    case 'lost-unstarted':
      run.lose('its worker died, or was suspended for too long.', false)
      break
    default:
      // Redis has it, whatever it said when it took it.
      run.addError = undefined
  }
}
