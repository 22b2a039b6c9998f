import type { ToolCall } from '../../src/call/call.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import type { EnginePlan, ReaderPlan, ToolPlan, TurnPlan } from '../plan.ts'
import type { AttemptWatch } from './attempt-watch.ts'
import type { CallWatch } from './call-watch.ts'
import { earliest, type Cause } from './cause.ts'
import type { QuestionWatch } from './question-watch.ts'

/** What is known of one turn from outside. */
export class TurnWatch {
  readonly id: string
  readonly plan: TurnPlan
  readonly engine: EnginePlan
  readonly tools: ReadonlyMap<string, ToolPlan>
  readonly begunMs: number
  /** The attempt whose tool began it. */
  readonly parent: AttemptWatch | undefined
  readonly calls: CallWatch[] = []
  /** The discarded turn whose results it may take over. */
  donor: TurnWatch | undefined
  /** The calls as they were handed over, in order. */
  readonly given: ToolCall[] = []
  readonly byN: Map<number, CallWatch> = new Map()
  committed = false
  discarded = false
  /** Settled calls. */
  settled = 0
  /** The attempt that began it had been stopped. */
  startsNothing = false
  /** It was begun by an attempt that was over, so that nobody waits for it. */
  isLeftBehind = false
  /** A call failed, and the policy is to cancel the rest. */
  restCancelled = false
  report: TurnReport | undefined
  /** What the report's promise gave. */
  resolved: TurnReport | undefined
  /** What its readers were told. */
  readonly told: { readonly plan: ReaderPlan; readonly events: string[] }[] = []
  readonly events: string[] = []
  deadlineAtMs: number
  /** How often a deadline was set. */
  deadlines = 0
  /** What somebody was asked, by tool and input. */
  readonly questions: Map<string, QuestionWatch> = new Map()
  readonly #clock: () => number
  #closedMs = Infinity
  readonly #ownCauses: Cause[] = []

  constructor(
    id: string,
    plan: TurnPlan,
    engine: EnginePlan,
    tools: ReadonlyMap<string, ToolPlan>,
    clock: () => number,
    parent: AttemptWatch | undefined,
  ) {
    this.id = id
    this.plan = plan
    this.engine = engine
    this.tools = tools
    this.#clock = clock
    this.begunMs = clock()
    this.parent = parent
    this.deadlineAtMs = this.begunMs + (plan.deadlineMs ?? Infinity)
  }

  get nowMs(): number {
    return this.#clock()
  }

  get cancelsRest(): boolean {
    return (this.plan.onFailure ?? this.engine.onFailure) === 'cancel-rest'
  }

  /** Its owner stops it. */
  stop(kind: Cause['kind'], atMs: number): void {
    this.#ownCauses.push({ kind, atMs, certain: true, isDue: true })
  }

  /** Its owner cancels the calls of one id. */
  cancel(id: string, atMs: number): void {
    for (const call of this.calls)
      if (call.id === id && call.stage !== 'settled')
        call.ownCauses.push({ kind: 'cancelled', atMs, certain: true, isDue: true })
  }

  /** Its owner sets a deadline; whether it is nearer than the one before. */
  setDeadline(ms: number, nowMs: number): boolean {
    if (this.deadlineAtMs <= nowMs + ms) return false
    this.deadlineAtMs = nowMs + ms
    this.deadlines += 1
    return true
  }

  commit(atMs: number): void {
    if (this.isClosed(atMs)) return
    this.#closedMs = atMs
    this.committed = earliest(this.causes(atMs)) === undefined
  }

  /** It came complete. */
  commitAll(atMs: number): void {
    this.close(atMs)
    this.committed = !this.causes(atMs).some(({ certain }) => certain)
  }

  discard(atMs: number): void {
    if (this.isClosed(atMs)) return
    this.#closedMs = atMs
    this.discarded = true
    this.stop('discarded', atMs)
  }

  /** It may be stopped at any time from now on. */
  mayStop(kind: Cause['kind'], atMs: number): void {
    this.#ownCauses.push({ kind, atMs, certain: false, isDue: false })
  }

  close(atMs: number): void {
    if (!this.isClosed(atMs)) this.#closedMs = atMs
  }

  /** It takes no more calls: it was committed or discarded, or its grace after a stop is over. */
  isClosed(nowMs: number): boolean {
    if (this.#closedMs <= nowMs) return true
    const stopped = earliest(this.causes(nowMs))
    return stopped !== undefined && stopped.atMs + this.engine.graceMs < nowMs
  }

  /** It is closed, or may be: its grace is over in this moment. */
  mayBeClosed(nowMs: number): boolean {
    if (this.isClosed(nowMs)) return true
    return this.causes(nowMs).some(({ atMs }) => atMs + this.engine.graceMs <= nowMs)
  }

  /** Why it is to stop, as of now. */
  causes(nowMs: number): readonly Cause[] {
    if (this.parent === undefined && nowMs < this.deadlineAtMs) return this.#ownCauses
    const causes = [...this.#ownCauses]
    if (this.deadlineAtMs <= nowMs)
      causes.push({
        kind: 'deadline',
        atMs: this.deadlineAtMs,
        certain: this.deadlineAtMs < nowMs,
        isDue: true,
      })
    if (this.parent !== undefined) causes.push(...this.#fromParent(this.parent, nowMs))
    return causes
  }

  /** What stops the attempt that it is nested in stops it, too. */
  #fromParent(parent: AttemptWatch, nowMs: number): Cause[] {
    const { overMs = Infinity, end } = parent
    if (overMs < this.begunMs) return []
    const causes: Cause[] = parent.causes(nowMs).map(({ kind, atMs, certain, isDue }) => {
      // If the parent was over in the same moment, either may have come first.
      const isFirst = atMs < overMs && atMs < (end?.atMs ?? Infinity)
      return {
        kind: kind === 'timeout' || kind === 'deadline' ? 'deadline' : 'cancelled',
        atMs: Math.max(atMs, this.begunMs),
        certain: certain && isFirst,
        isDue: isDue && isFirst,
      }
    })
    // A call that ends may take with it the turns that it has not waited for, or whose attempt was too slow.
    const ends = parent.call.attempts.map((attempt) => attempt.end)
    const returned = ends.flatMap((one) => (one?.kind === 'returned' ? one.atMs : []))
    const beside = parent.call.tool?.hedge ? causes.map(({ atMs }) => atMs) : []
    for (const atMs of [overMs, end?.atMs ?? Infinity, ...returned, ...beside])
      if (atMs < Infinity) causes.push({ kind: 'cancelled', atMs, certain: false, isDue: false })
    return causes
  }
}
