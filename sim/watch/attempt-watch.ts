import type { AttemptPlan } from '../plan.ts'
import type { CallWatch } from './call-watch.ts'
import type { Cause } from './cause.ts'

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
  /** The engine has called the tool. */
  invoked = false
  /** The tool is done. */
  end: ToolEnd | undefined
  /** The engine is done with it. */
  overMs: number | undefined
  /** Turns inside it that have not ended. */
  turnsInside = 0
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

  /** Why it is to stop, as of now. */
  causes(nowMs: number): readonly Cause[] {
    const untilMs = this.overMs ?? nowMs
    const timeoutAtMs = this.startMs + this.timeoutMs
    const causes = this.call.causes(nowMs).filter(({ atMs }) => atMs <= untilMs)
    if (timeoutAtMs > untilMs) return causes
    return [...causes, { kind: 'timeout', atMs: timeoutAtMs, certain: timeoutAtMs < untilMs }]
  }
}
