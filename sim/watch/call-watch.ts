import type { ToolResult, WaitReason } from '../../src/call/report/result.ts'
import { touchOf, type Touch } from '../model/touch.ts'
import type { CallPlan, ToolPlan } from '../plan.ts'
import { keyOf, toolCall } from '../world/tool-call.ts'
import type { AttemptWatch } from './attempt-watch.ts'
import type { Cause } from './cause.ts'
import type { QuestionWatch } from './question-watch.ts'
import type { TurnWatch } from './turn-watch.ts'

export type Stage = 'waiting' | 'running' | 'backing-off' | 'settled'

/** What is known of one call from outside: its plan, what events told of it, and what its owner did to it. */
export class CallWatch {
  readonly turn: TurnWatch
  readonly index: number
  readonly plan: CallPlan
  /** What it goes by. */
  readonly id: string
  readonly tool: ToolPlan | undefined
  /** Undefined for a call of an unknown tool. */
  readonly touch: Touch | undefined
  readonly receivedMs: number
  stage: Stage = 'waiting'
  /** The reason of its last wait. */
  waitsFor: WaitReason | undefined
  /** Since when it waits for one that is equal. */
  sharesSinceMs = Infinity
  /** When its back-off is over. */
  retryAtMs = 0
  readonly attempts: AttemptWatch[] = []
  /** How often it was put in line: 1, and once more for every retry. */
  rounds = 1
  /** What was done to this call alone. */
  readonly ownCauses: Cause[] = []
  /** What its attempts are given. */
  idempotencyKey: string | undefined
  result: ToolResult | undefined
  settledMs = Infinity
  /** It was over, and the attempt around it had to get its slot before it could hear of that. */
  wasKeptBack = false
  /** It waited for itself before the attempt around it had its slot. */
  waitedForItself = false
  /** The place of its result among all that happened. */
  settledAt = Infinity
  #inputKey: string | undefined

  constructor(turn: TurnWatch, index: number, plan: CallPlan, id: string, receivedMs: number) {
    this.turn = turn
    this.index = index
    this.plan = plan
    this.id = id
    this.tool = turn.tools.get(plan.tool)
    this.touch = this.tool && touchOf(this.tool, plan)
    this.receivedMs = receivedMs
  }

  get name(): string {
    return `${this.turn.id}.${this.plan.n}`
  }

  /** It passes the checks that come before everything else. */
  get isValid(): boolean {
    return this.tool !== undefined && this.plan.fault === undefined
  }

  /** When it is known whether it is valid. */
  get checkedMs(): number {
    const { fault, schemaMs } = this.plan
    if (this.tool?.schema !== 'slow' || fault === 'json') return this.receivedMs
    return this.receivedMs + (fault === 'never' ? this.turn.engine.timeoutMs : schemaMs)
  }

  /** It may start before its message is complete. */
  get isEarly(): boolean {
    return this.tool?.approval === undefined && (this.touch?.readsOnly ?? false)
  }

  /** Its message lets it start: what is around it waits for it. */
  get isOpen(): boolean {
    if (this.turn.committed || this.attempts.length > 0) return true
    return this.isEarly && this.isValid && this.checkedMs <= this.turn.nowMs
  }

  /** Tells equal calls from others. */
  get inputKey(): string {
    this.#inputKey ??= keyOf(toolCall(this.plan))
    return this.#inputKey
  }

  /** What somebody was asked about it, and calls like it. */
  get question(): QuestionWatch | undefined {
    return this.turn.questions.get(this.inputKey)
  }

  /** It is not at work: it waits, has its result and waits for those around it, or only waits inside. */
  get onlyWaits(): boolean {
    if (this.stage !== 'running') return true
    // One that returned is the call's result, whatever those beside it still do.
    if (this.inFlight.some(({ end }) => end?.kind === 'returned')) return true
    return this.inFlight.every((one) => one.end !== undefined || one.stands || one.isGivenUp)
  }

  /** It is the last that the attempt around it waits for: that one needs a slot before it hears of this one's end. */
  get isLastInside(): boolean {
    const { parent } = this.turn
    if (parent === undefined || parent.overMs !== undefined) return false
    return parent.inside.every(({ calls }) =>
      calls.every((call) => call === this || !call.isOpen || call.stage === 'settled'),
    )
  }

  /** Several at a time only while it is hedged. */
  get inFlight(): AttemptWatch[] {
    return this.attempts.filter(({ overMs }) => overMs === undefined)
  }

  /** The attempt on whose end the call's hangs, if it is in flight; else its last. */
  get current(): AttemptWatch | undefined {
    return this.inFlight.at(-1) ?? this.attempts.at(-1)
  }

  /** Only the engine's own limit concerns it. */
  get isUnlimited(): boolean {
    return this.tool?.limit === undefined && this.tool?.concurrency === undefined
  }

  /** Equal calls of its tool may stand for each other. */
  get isShared(): boolean {
    return this.tool?.share === true || this.tool?.cacheMs !== undefined
  }

  /** Why it is to stop, as of now, a time-out apart. What came before it stops it on its arrival. */
  causes(nowMs: number): readonly Cause[] {
    const ofTurn = this.turn.causes(nowMs)
    if (ofTurn.length === 0) return this.ownCauses
    return [
      ...this.ownCauses,
      ...ofTurn.map((cause) => ({ ...cause, atMs: Math.max(cause.atMs, this.receivedMs) })),
    ]
  }
}
