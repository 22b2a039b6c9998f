import type { TurnReport } from '../../call/report/report.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { calledByCode } from '../../wire/shared/called-by-code.ts'
import type { AnsweredMessage } from '../answer.ts'
import { Coach } from '../coach/coach.ts'
import type { AgentSettings } from '../options.ts'
import type { RunEvents } from '../run/run-events.ts'
import type { RunJournal } from '../run/run-journal.ts'
import type { RunStop } from '../run/run-stop.ts'
import type { KeptNotes } from './kept-notes.ts'
import { TimeLeft } from './time-left.ts'
import { withNote } from './with-note.ts'

/** The run that says something to its model. */
export interface NotedRun {
  readonly stop: RunStop
  readonly journal: RunJournal
  readonly events: RunEvents
  /** Its messages, as they grow. */
  readonly conversation: { readonly messages: readonly unknown[] }
  readonly context: unknown
  readonly agent: Pick<
    AgentSettings<unknown>,
    'engine' | 'system' | 'tellTimeLeft' | 'parallel' | 'maxCoachNotes'
  >
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
  readonly #coach: Coach | undefined

  constructor({ stop, journal, events, agent, context, conversation }: NotedRun) {
    this.#stop = stop
    this.#journal = journal
    this.#events = events
    if (agent.tellTimeLeft && stop.leftMs < Infinity) this.#timeLeft = new TimeLeft(stop.leftMs)
    if (agent.parallel !== 'coach') return
    const { engine, system, maxCoachNotes } = agent
    const { tools } = engine
    this.#coach = new Coach(
      { tools, system, context, messages: conversation.messages },
      maxCoachNotes,
    )
  }

  /** Whether there may be anything to say to a turn that is new. */
  get mayCome(): boolean {
    return this.#timeLeft !== undefined || this.#coach !== undefined
  }

  /** The user has spoken. */
  heard(): void {
    this.#coach?.heard()
  }

  kept(): KeptNotes | undefined {
    return this.#coach && { coach: this.#coach.kept() }
  }

  restore(kept: KeptNotes | undefined): void {
    if (kept?.coach !== undefined) this.#coach?.restore(kept.coach)
  }

  /** The results of a turn as they are sent. `isNew`: nothing was ever sent of them. */
  async added(
    turn: number,
    report: TurnReport,
    message: AnsweredMessage,
    isNew: boolean,
  ): Promise<readonly ToolResult[]> {
    const { results } = report
    const kept = isNew ? undefined : await this.#journal.note(turn)
    if (kept !== undefined) {
      this.#coach?.take(message, report, kept)
      return withNote(results, kept)
    }
    // It sends no request with these.
    if (report.outcome === 'waiting' || this.#stop.outcome !== undefined) return results
    if (calledByCode(message.messages)) {
      this.#coach?.heard()
      return results
    }
    const advice = this.#coach?.take(message, report)
    const time = this.#timeLeft?.line(this.#stop.leftMs)
    const note = [advice, time].filter((line) => line !== undefined).join('\n')
    if (note === '') return results
    await this.#journal.keepNote(turn, note)
    this.#events.tell({ type: 'noted', turn, text: note })
    return withNote(results, note)
  }
}
