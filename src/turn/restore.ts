import { readsOnly, repeatable } from '../call/effects.ts'
import type { AnyTool } from '../call/tool.ts'
import type { CallHistory, StoredResult } from '../journal/journal.ts'
import { anotherCall, inDoubt, notJournaled, type Answer } from './answers.ts'
import type { Entry } from './entry.ts'
import { inputText, type Journaling } from './journaling.ts'
import type { Scheduler } from './scheduler.ts'
import type { TurnRun } from './turn-run.ts'

type History = ReadonlyMap<string, CallHistory>

/** What the journal says of a call: its result, an answer that follows from it, or nothing that keeps it from running. */
type Past =
  | { readonly kind: 'settled'; readonly result: StoredResult }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'run' }

/**
 * Lets a turn's calls in that may have been there before. None goes on until the journal has said what it knows: one
 * that settled gets its result again, one that had started is handled by its effects, all others run.
 */
export class Restore {
  readonly #turn: TurnRun
  readonly #scheduler: Scheduler
  readonly #tool: (name: string) => AnyTool | undefined
  #history: History | undefined
  #fault: unknown
  #waiting: Entry[] | undefined = []

  constructor(turn: TurnRun, journaling: Journaling, tool: (name: string) => AnyTool | undefined) {
    this.#turn = turn
    this.#scheduler = turn.scheduler
    this.#tool = tool
    journaling.history(turn.id).then(
      (history) => this.#begin(history),
      (fault: unknown) => {
        this.#fault = fault
        this.#begin(undefined)
      },
    )
  }

  receive(entry: Entry): void {
    if (this.#waiting === undefined) this.#enter(entry)
    else {
      entry.restoring = true
      this.#waiting.push(entry)
      entry.turn.events.waiting(entry, 'journal')
    }
  }

  /** A decision on this call, or on the same question of the turn. */
  decided(entry: Entry): CallHistory['decision'] {
    const { name, input } = entry.call
    if (this.#history === undefined) return undefined
    const text = inputText(input)
    for (const past of this.#history.values())
      if (past.decision !== undefined && past.name === name && past.input === text)
        return past.decision
    return undefined
  }

  #begin(history: History | undefined): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    if (history !== undefined && history.size > 0) this.#history = history
    for (const entry of waiting) {
      entry.restoring = false
      this.#enter(entry)
    }
    this.#scheduler.flush()
  }

  #enter(entry: Entry): void {
    const past = this.#pastOf(entry)
    const atWorkMs = this.#atWorkMs(entry)
    if (atWorkMs === 0 || entry.stopCause !== undefined) {
      this.#act(entry, past)
      return
    }
    const { clock } = this.#scheduler.settings
    // Those that refer to it wait for it.
    this.#turn.admission.note(entry)
    entry.restoring = true
    entry.turn.events.waiting(entry, 'journal', 'its attempt before may still be at work')
    const act = (): void => {
      entry.timer = undefined
      entry.restoring = false
      this.#act(entry, past)
      this.#scheduler.flush()
    }
    entry.timer = clock.setTimer(act, atWorkMs, undefined)
  }

  /** How long an attempt that another process has started may still be at work: neither it nor what follows may begin. */
  #atWorkMs({ past, call }: Entry): number {
    if (past?.startedAtMs === undefined || past.result !== undefined) return 0
    const queued = this.#tool(call.name)?.runsIn === 'queue'
    return queued ? (this.#scheduler.settings.queue?.orphanTimeoutMs ?? 0) : 0
  }

  #act(entry: Entry, past: Past): void {
    if (past.kind !== 'run') this.#turn.admission.note(entry)
    if (past.kind === 'settled') this.#scheduler.restore(entry, past.result)
    else if (past.kind === 'answer') this.#scheduler.settle(entry, past.answer)
    else if (entry.stopCause !== undefined) this.#scheduler.stopAll([entry], entry.stopCause)
    else this.#turn.admission.receive(entry)
  }

  #pastOf(entry: Entry): Past {
    const { name } = entry.call
    if (this.#fault !== undefined)
      return { kind: 'answer', answer: notJournaled(name, this.#fault) }
    const past = this.#history?.get(entry.key)
    if (past === undefined) return { kind: 'run' }
    entry.past = past
    if (past.name !== name || past.input !== inputText(entry.call.input))
      return { kind: 'answer', answer: anotherCall(entry.call, past.name) }
    if (past.result !== undefined) return { kind: 'settled', result: past.result }
    if (past.startedAtMs === undefined) return { kind: 'run' }
    entry.journaled = true
    const tool = this.#tool(name)
    if (tool !== undefined && (repeatable(tool) || readsOnly(tool))) return { kind: 'run' }
    return { kind: 'answer', answer: inDoubt(name) }
  }
}
