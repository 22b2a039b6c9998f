import { faults } from '../model/fault.ts'
import type { AttemptPlan } from '../plan.ts'
import type { CallWatch } from './call-watch.ts'
import type { Cause } from './cause.ts'
import type { TurnWatch } from './turn-watch.ts'

/** In milliseconds: sums of times are not exact. */
const tolerance = 1e-6

export type ToolEnd =
  | { readonly kind: 'returned'; readonly value: unknown; readonly atMs: number }
  | { readonly kind: 'threw'; readonly error: unknown; readonly atMs: number }

/** One attempt: as the engine tells of it, and as its tool sees it. */
export class AttemptWatch {
  readonly call: CallWatch
  /** From 1. */
  readonly number: number
  readonly startMs: number
  readonly plan: AttemptPlan
  /** When it was seen that its time was over. */
  #dueMs = NaN
  /** The engine has called the tool. */
  invoked = false
  /** The tool is done. */
  end: ToolEnd | undefined
  /** The engine is done with it. */
  overMs: number | undefined
  /** Another attempt of its call answered first. */
  isOutrun = false
  /** The place of this among all that happened. */
  overAt = Infinity
  /** The turns that its tool began. */
  readonly inside: TurnWatch[] = []
  /** A turn inside it was stopped, so that it may go on before it has a slot again. */
  isInterrupted = false
  /** How long its clock has stood: all that it did was wait inside, for calls that waited. */
  stoodMs = 0
  /** What its tool was given, if it has looked. */
  signal: AbortSignal | undefined
  /** Its tool waits for the turns inside it. */
  waitsForNested = false

  constructor(call: CallWatch, number: number, startMs: number) {
    this.call = call
    this.number = number
    this.startMs = startMs
    const { attempts } = call.plan
    this.plan = attempts[Math.min(number, attempts.length) - 1] as AttemptPlan
  }

  get name(): string {
    return `${this.call.name}#${this.number}`
  }

  /** It waits for calls of turns inside it, and holds no slot meanwhile. */
  get waitsInside(): boolean {
    return this.inside.some(({ calls }) =>
      calls.some((call) => call.isOpen && call.stage !== 'settled'),
    )
  }

  /** All that it does is wait, and so do those for which it waits. */
  get stands(): boolean {
    const calls = this.inside.flatMap((turn) => turn.calls)
    const open = calls.filter(({ isOpen, stage }) => isOpen && stage !== 'settled')
    return open.length > 0 && open.every((call) => call.onlyWaits)
  }

  /** It was stopped, and had no grace or has none left: whatever its tool does, the engine waits for that no more. */
  get isGivenUp(): boolean {
    const { nowMs } = this.call.turn
    return this.causes(nowMs).some(({ atMs, isDue }) => isDue && atMs + this.graceMs <= nowMs)
  }

  /**
   * Sums of many rests differ in their last digits, between which the clock may stop once more: the first moment that is as good
   * as the end of its time is remembered.
   */
  noteDue(): void {
    const endMs = this.overMs ?? this.call.turn.nowMs
    if (!isSame(this.#sumMs, this.#dueMs) && isSame(this.#sumMs, endMs)) this.#dueMs = endMs
  }

  /** When its time is over, if its clock goes on from now. */
  get timeoutAtMs(): number {
    this.noteDue()
    return isSame(this.#sumMs, this.#dueMs) ? this.#dueMs : this.#sumMs
  }

  get #sumMs(): number {
    return this.startMs + this.timeoutMs + this.stoodMs
  }

  get timeoutMs(): number {
    const { tool, turn } = this.call
    if (tool?.timeoutMs === null) return Infinity
    return tool?.timeoutMs ?? turn.engine.timeoutMs
  }

  /** How long it may go on once it was told to stop. */
  get graceMs(): number {
    return this.call.touch !== undefined && this.call.touch.writes !== 0
      ? this.call.turn.engine.graceMs
      : 0
  }

  /**
   * It threw that nothing was done, before it was over and not only in that moment. `undefined`: it did in that moment, and may
   * or may not have been heard.
   */
  get saidNothingDone(): boolean | undefined {
    const { end, plan } = this
    if (end?.kind !== 'threw' || plan.throws === undefined) return false
    if (!faults[plan.throws].nothingDone) return false
    if (this.overMs !== undefined && this.overMs < end.atMs) return false
    const stops = this.causes(end.atMs).map(({ atMs }) => atMs + this.graceMs)
    return stops.some((untilMs) => isSame(untilMs, end.atMs)) ? undefined : true
  }

  /** Why it is to stop, as of now. */
  causes(nowMs: number): readonly Cause[] {
    const untilMs = this.overMs ?? nowMs
    const { timeoutAtMs } = this
    const causes = this.call.causes(nowMs).filter(({ atMs }) => atMs <= untilMs)
    if (this.isOutrun) causes.push({ kind: 'cancelled', atMs: untilMs, certain: true, isDue: true })
    if (timeoutAtMs > untilMs) return causes
    const certain = timeoutAtMs < untilMs
    return [...causes, { kind: 'timeout', atMs: timeoutAtMs, certain, isDue: true }]
  }
}

function isSame(oneMs: number, otherMs: number): boolean {
  return Math.abs(oneMs - otherMs) < tolerance
}
