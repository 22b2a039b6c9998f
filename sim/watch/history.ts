import type { EnginePlan, Plan, ToolPlan, TurnPlan } from '../plan.ts'
import { faults } from '../model/fault.ts'
import { State } from '../model/state.ts'
import { AttemptWatch, type ToolEnd } from './attempt-watch.ts'
import { CallWatch } from './call-watch.ts'
import { Flight } from './flight.ts'
import type { Execution } from './execution.ts'
import { LimitWatch } from './limit-watch.ts'
import { Line } from './line.ts'
import { TurnWatch } from './turn-watch.ts'

/** All that has happened in a run, as tools, events and those who own turns saw it. */
export class History {
  readonly engine: EnginePlan
  readonly turns: Map<string, TurnWatch> = new Map()
  /** Received, and not settled. */
  readonly live: Set<CallWatch> = new Set()
  readonly flight: Flight
  /** Nested turns that have no report yet. */
  nestedTurns = 0
  /** There has been one. */
  hasNested = false
  readonly limits: ReadonlyMap<string, LimitWatch>
  readonly line: Line = new Line()
  readonly executions: Execution[] = []
  readonly state: State = new State()
  /** How many times a tool looked at the state. */
  looks = 0
  /** Every signal that was handed to the engine or by it to a tool that looks. */
  readonly signals: { readonly signal: AbortSignal; readonly name: string }[] = []
  /** Which call each idempotency key was seen with. */
  readonly idempotencyKeys: Map<string, CallWatch> = new Map()
  probesStarted = 0
  /** An attempt that is over speaks; nobody must hear it. */
  isMuted = false
  readonly engineTimers: () => number
  readonly #tools: ReadonlyMap<string, ToolPlan>
  readonly #clock: () => number

  constructor(plan: Plan, clock: () => number, engineTimers: () => number) {
    this.engine = plan.engine
    this.#tools = new Map(plan.tools.map((tool) => [tool.name, tool]))
    this.#clock = clock
    this.flight = new Flight(
      clock,
      plan.tools.some(({ hedge }) => hedge),
    )
    const limits = Object.entries(plan.engine.limits ?? {})
    this.limits = new Map(limits.map(([name, limit]) => [name, new LimitWatch(name, limit)]))
    this.engineTimers = engineTimers
  }

  get nowMs(): number {
    return this.#clock()
  }

  /** The named limits of a call's tool. */
  limitsOf({ tool }: CallWatch): readonly LimitWatch[] {
    return tool?.limit?.flatMap((name) => this.limits.get(name) ?? []) ?? []
  }

  begin(id: string, plan: TurnPlan, parent: AttemptWatch | undefined): TurnWatch {
    // A tool may go on when its attempt is over: what it begins then starts nothing, if the attempt was stopped. If it has
    // returned, one is where its turn was.
    const isOrphan = parent?.overMs !== undefined
    let inside = parent
    while (inside?.overMs !== undefined) inside = inside.call.turn.parent
    const turn = new TurnWatch(id, plan, this.engine, this.#tools, this.#clock, inside)
    this.turns.set(id, turn)
    turn.isLeftBehind = isOrphan
    if (isOrphan) {
      for (const kind of ['cancelled', 'deadline'] as const) turn.mayStop(kind, this.nowMs)
      turn.startsNothing = parent.end === undefined
    }
    if (inside === undefined) return turn
    this.nestedTurns += 1
    this.hasNested = true
    inside.inside.push(turn)
    return turn
  }

  received(turn: TurnWatch, index: number, id: string): CallWatch {
    const plan = turn.plan.calls[index]
    if (plan === undefined || index !== turn.calls.length)
      throw new Error(
        `Expected call ${turn.calls.length} of ${turn.id} to be received, got ${index}.`,
      )
    const call = new CallWatch(turn, index, plan, id, this.nowMs)
    if (turn.restCancelled)
      call.ownCauses.push({ kind: 'sibling-failed', atMs: this.nowMs, certain: true, isDue: true })
    turn.calls.push(call)
    turn.byN.set(plan.n, call)
    this.live.add(call)
    return call
  }

  waits(call: CallWatch, reason: CallWatch['waitsFor']): void {
    if (call.isUnlimited && call.waitsFor === 'limit' && reason !== 'limit')
      this.line.leave(call.turn)
    if (call.isUnlimited && call.waitsFor !== 'limit' && reason === 'limit')
      this.line.enter(call.turn)
    call.waitsFor = reason
    if (reason === 'shared') call.sharesSinceMs = this.nowMs
  }

  started(call: CallWatch): AttemptWatch {
    const attempt = new AttemptWatch(call, call.attempts.length + 1, this.nowMs)
    this.waits(call, undefined)
    call.attempts.push(attempt)
    call.stage = 'running'
    if (this.nestedTurns === 0) this.line.started(call.turn)
    else this.line.forget()
    if (call.isShared)
      for (const other of this.live) if (isEqualInLine(other, call)) this.#comesAnew(other)
    this.flight.running.add(attempt)
    return attempt
  }

  /** It follows, and is in line again at the earliest when the one that it follows is stopped. */
  #comesAnew({ turn, isUnlimited }: CallWatch): void {
    if (!isUnlimited) return
    this.line.leave(turn)
    this.line.enter(turn)
  }

  retrying(call: CallWatch, delayMs: number): void {
    this.#over(call)
    call.rounds += 1
    call.stage = 'backing-off'
    call.retryAtMs = this.nowMs + delayMs
  }

  settled(call: CallWatch): void {
    this.#over(call)
    call.stage = 'settled'
    call.settledMs = this.nowMs
    call.settledAt = this.flight.step()
    this.live.delete(call)
    call.turn.settled += 1
    const { turn, result } = call
    const isFailure = result?.status === 'failed' || result?.status === 'timed-out'
    if (turn.cancelsRest && isFailure) this.#cancelRest(turn)
  }

  ended(turn: TurnWatch): void {
    const { parent, calls } = turn
    if (parent === undefined) return
    this.nestedTurns -= 1
    const hasStopped = !calls.every(
      ({ result }) => result?.status === 'ok' || result?.status === 'failed',
    )
    // Its stop may have come when all had ended, and a result was kept back until there would be a slot.
    const isReleased =
      calls.some(({ wasKeptBack }) => wasKeptBack) &&
      turn.causes(this.nowMs).some(({ isDue }) => isDue)
    if (hasStopped || isReleased) parent.isInterrupted = true
  }

  toolEnded(attempt: AttemptWatch, end: ToolEnd): void {
    attempt.end = end
    this.flight.executing.delete(attempt)
    const { throws } = attempt.plan
    const pauseMs = end.kind === 'threw' && throws ? faults[throws].retryAfterMs : undefined
    if (pauseMs !== undefined && attempt.overMs === undefined) this.#pause(attempt, pauseMs)
    if (end.kind === 'threw') this.flight.toolThrew(attempt)
  }

  #pause(attempt: AttemptWatch, pauseMs: number): void {
    // Of an attempt that was stopped nobody asks what it says.
    const causes = attempt.causes(this.nowMs)
    if (causes.some(({ certain }) => certain)) return
    // Nor of one beside which another has returned in the same moment: which of them was heard first is not seen.
    const isCertain = causes.length === 0 && !hasReturned(attempt.call)
    for (const limit of this.limitsOf(attempt.call)) limit.pause(this.nowMs, pauseMs, isCertain)
  }

  #over(call: CallWatch): void {
    this.waits(call, undefined)
    this.flight.allOver(call)
  }

  #cancelRest(turn: TurnWatch): void {
    turn.restCancelled = true
    const cause = { kind: 'sibling-failed', atMs: this.nowMs, certain: true, isDue: true } as const
    for (const other of turn.calls) if (other.stage !== 'settled') other.ownCauses.push(cause)
  }
}

function hasReturned({ attempts }: CallWatch): boolean {
  return attempts.some(({ end }) => end?.kind === 'returned')
}

/** Whether a call waits in line for what another of the same tool and input now does for both. */
function isEqualInLine(other: CallWatch, call: CallWatch): boolean {
  if (other === call || other.turn.parent !== undefined) return false
  return other.waitsFor === 'limit' && other.inputKey === call.inputKey
}
