import type { TurnReport } from '../../call/report/report.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { calledByCode } from '../../wire/shared/called-by-code.ts'
import type { AgentSettings } from '../options.ts'
import type { RunJournal } from '../run/run-journal.ts'
import type { RunEvents } from '../run/run-events.ts'
import type { RunStop } from '../run/run-stop.ts'
import { TimeLeft } from './time-left.ts'
import { withNote } from './with-note.ts'

/** What a run says to its model beside the results of a turn. */
export interface NotesOptions {
  readonly stop: RunStop
  readonly journal: RunJournal
  readonly events: RunEvents
  readonly agent: Pick<AgentSettings<unknown>, 'tellTimeLeft'>
}

/**
 * What a run says to its model at the end of a turn's last result. Nothing that was sent is changed later, for that would cost the
 * provider's cache; and it is kept before it is sent, so that a run that is resumed sends the same.
 */
export class Notes {
  readonly #stop: RunStop
  readonly #journal: RunJournal
  readonly #events: RunEvents
  readonly #timeLeft: TimeLeft | undefined

  constructor({ stop, journal, events, agent }: NotesOptions) {
    this.#stop = stop
    this.#journal = journal
    this.#events = events
    if (agent.tellTimeLeft && stop.leftMs < Infinity) this.#timeLeft = new TimeLeft(stop.leftMs)
  }

  /** Whether there may be anything to say to a turn that is new. */
  get mayCome(): boolean {
    return this.#timeLeft !== undefined
  }

  /** The results of a turn as they are sent. `asked`: the message that they answer. `isNew`: nothing was ever sent of them. */
  async added(
    turn: number,
    { results, outcome }: TurnReport,
    asked: readonly unknown[],
    isNew: boolean,
  ): Promise<readonly ToolResult[]> {
    const kept = isNew ? undefined : await this.#journal.note(turn)
    if (kept !== undefined) return withNote(results, kept)
    // It sends no request with these.
    if (outcome === 'waiting' || this.#stop.outcome !== undefined) return results
    const line = this.#timeLeft?.line(this.#stop.leftMs)
    if (line === undefined || calledByCode(asked)) return results
    await this.#journal.keepNote(turn, line)
    this.#events.tell({ type: 'noted', turn, text: line })
    return withNote(results, line)
  }
}
