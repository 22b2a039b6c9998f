import { stopped, threw, type CallFailure } from '../../call/errors/call-failure.ts'
import { openPlan } from '../../call/errors/in-doubt.ts'
import { startsEarly, touches } from '../../call/effects.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { Claim } from '../../keys/key-table.ts'
import { ReferenceMeter } from '../../plan/references/reference-meter.ts'
import { sameJson } from '../../util/same-json.ts'
import { scopedId } from '../../util/scoped-id.ts'
import { noteCutInside } from '../budget/cut-inside.ts'
import type { AttemptsOfCall, CallRecord } from '../call-record.ts'
import type { FailurePolicy, TurnOptions } from '../contract.ts'
import type { EarlyResults } from '../shared/early-results.ts'
import type { EngineTurn } from '../turn.ts'
import type { Outcome } from '../waits/wait.ts'
import { mayRunYet } from '../run/outcome.ts'
import { JoinWait } from '../waits/join.ts'
import { orderSteps } from './order-steps.ts'
import type { BatchParent } from './parent.ts'
import { StepCommitWait } from './step-commit.ts'
import { toCall, type BatchStep } from './step.ts'
import { batchValue } from './value.ts'

/** Begins the turn of a plan's steps. */
export type BeginSteps = (options: TurnOptions, parent: BatchParent) => EngineTurn

interface Plan {
  readonly steps: readonly BatchStep[]
  readonly ordered: readonly BatchStep[]
  readonly faults: ReadonlyMap<number, string>
}

/**
 * One call of `batch`: a turn of its steps within the turn. Invariants:
 *
 * 1. The call itself holds its place in its turn, and no slot and no key of the engine: its steps take their own.
 * 2. Until the call runs, the turn of its steps is not committed, so that only steps start that change nothing, and
 *    of those none that an earlier call of the turn is in conflict with.
 * 3. The turn of its steps ends before the turn that the call belongs to.
 */
export class BatchRun implements BatchParent, AttemptsOfCall {
  readonly turn: EngineTurn
  readonly key: string
  readonly commit: StepCommitWait
  readonly meter: ReferenceMeter
  call: CallRecord | undefined
  started = 0
  startedMs: number | undefined
  runMs = 0
  readonly rounds = 1
  readonly abandoned = 0
  readonly queued: readonly never[] = []
  readonly #steps: EngineTurn
  /** The steps that the turn of steps has, the first of the plan in its order. */
  readonly #given: BatchStep[] = []
  /** The places of steps behind the earlier calls of the turn, while the call itself has none. */
  readonly #places = new Map<CallRecord, Claim<CallRecord>>()
  #plan: Plan | undefined
  #stage: 'coming' | 'running' | 'over' = 'coming'
  /** Nothing but the commit keeps the call back. */
  #isNext = false
  #cause: StopCause | undefined

  constructor(turn: EngineTurn, key: string, begin: BeginSteps) {
    this.turn = turn
    this.key = key
    this.meter = turn.batch?.meter ?? new ReferenceMeter()
    this.commit = new StepCommitWait({
      clears: (step) => this.#clears(step),
      inTheWay: (step) => {
        const place = this.call?.place ?? this.#places.get(step)
        return place && turn.order.inTheWayOf(place)
      },
      changesNothing: ({ tool }) => tool !== undefined && startsEarly(tool),
    })
    this.#steps = begin(
      {
        id: scopedId(turn.id, key),
        references: true,
        fresh: !turn.mayResume,
        parallel: turn.order.oneByOne ? 'forbid' : 'allow',
      },
      this,
    )
    turn.calls.join(this.#steps.calls)
  }

  get early(): EarlyResults | undefined {
    return this.turn.early
  }

  get onFailure(): FailurePolicy {
    return this.turn.onFailure
  }

  get isUnderWay(): boolean {
    return this.#stage === 'running'
  }

  get isBusy(): boolean {
    return this.#stage === 'running'
  }

  *inside(): Generator<CallRecord> {
    if (this.#stage === 'running')
      for (const step of this.#steps.calls.all) if (step.result === undefined) yield step
  }

  *waitingHolders(): Generator<never> {}

  /** Takes the next steps of a call that is still coming. */
  add(steps: readonly BatchStep[]): void {
    for (const step of steps) this.#given.push(step)
    this.#steps.extend(steps.map(toCall))
  }

  /**
   * The arguments are complete.
   *
   * @returns false if the steps that came before are not those that the call has.
   */
  complete(call: CallRecord): boolean {
    this.#leavePlaces()
    this.call = call
    const steps = stepsOf(call)
    this.#plan = { steps, ...orderSteps(steps) }
    const { ordered } = this.#plan
    return this.#given.every((step, index) => sameJson(step, ordered[index]))
  }

  /** Only the commit is missing: no step has to wait for an earlier call. */
  isNext(): void {
    if (this.#isNext || this.#stage !== 'coming') return
    this.#isNext = true
    this.#steps.calls.wake()
    this.add(this.#rest())
  }

  /** Runs the call. */
  enqueue(): void {
    const { call, turn } = this
    if (call === undefined || this.#stage !== 'coming') return
    const nowMs = turn.nowMs()
    this.#stage = 'running'
    call.endWait(nowMs)
    this.started = 1
    this.startedMs = nowMs
    turn.events.started(call, nowMs)
    this.#steps.commit(this.#rest().map(toCall))
  }

  stop(cause: StopCause): boolean {
    if (this.#stage !== 'running') return false
    this.#cause ??= cause
    this.#steps.stopping.stop(cause)
    return true
  }

  suspend(withinMs: number): void {
    this.#steps.stopping.suspend(withinMs)
  }

  giveUp(why: CallFailure): void {
    if (this.call !== undefined) this.turn.mover.settle(this.call, why)
  }

  /** Another turn runs the call: its steps there do not wait for those here, of which some will never start. */
  standBack(): void {
    const join = this.#steps.waits.find((wait) => wait instanceof JoinWait)
    for (const step of this.#steps.calls.all) join?.standBack(step)
  }

  drop(): void {
    this.discard('Its plan did not run.')
  }

  /** Lets go of steps that have started early: the call will not run, or not as it seemed. */
  discard(reason: string): void {
    if (this.#stage !== 'coming') return
    this.#stage = 'over'
    this.#leavePlaces()
    this.#steps.discard(reason)
  }

  ended({ results, warnings }: TurnReport): void {
    for (const warning of warnings) this.turn.events.warn(warning)
    if (this.#stage === 'running' && this.call !== undefined) {
      this.#stage = 'over'
      this.#settle(this.call, results)
    }
    this.turn.leave()
  }

  #settle(call: CallRecord, shown: TurnReport['results']): void {
    const { mover } = this.turn
    const { steps = [], faults = new Map<number, string>() } = this.#plan ?? {}
    this.runMs = this.turn.nowMs() - (this.startedMs ?? 0)
    const whole = this.#steps.calls.results()
    const results = shown.map((one, index) => ({ whole: whole[index] ?? one, shown: one }))
    let outcome: Outcome | undefined = this.#openEnd(call)
    try {
      const value = batchValue(steps, faults, results)
      noteCutInside(value, shown)
      outcome ??= { status: 'ok', value }
    } catch (error) {
      outcome ??= this.#cause ? this.#stopped(this.#cause) : threw(call.call.name, error)
    }
    mover.settle(call, outcome)
    mover.flush()
  }

  /** Of a plan whose steps may go on elsewhere nobody knows yet how it ends. */
  #openEnd(call: CallRecord): CallFailure | undefined {
    const open = this.#steps.calls.all.find(({ outcome }) => mayRunYet(outcome))
    if (!mayRunYet(open?.outcome)) return undefined
    call.stopCause ??= open?.stopCause
    return call.stopCause ? this.#stopped(call.stopCause) : openPlan(call.call.name, open.outcome)
  }

  #stopped(cause: StopCause): CallFailure {
    const mayHaveChanged = this.#steps.calls.all.some(
      ({ started, tool }) => started > 0 && tool !== undefined && !startsEarly(tool),
    )
    return stopped(this.call?.call.name ?? '', cause, !mayHaveChanged)
  }

  #clears(step: CallRecord): boolean {
    if (this.#isNext || step.effects === undefined || !touches(step.effects)) return true
    let place = this.#places.get(step)
    if (place === undefined && this.call === undefined) {
      place = this.turn.order.placeBehind(step)
      if (place !== undefined) this.#places.set(step, place)
    }
    return place?.granted === true
  }

  #rest(): readonly BatchStep[] {
    return this.#plan?.ordered.slice(this.#given.length) ?? []
  }

  /** The call's own place stands for those of its steps. */
  #leavePlaces(): void {
    for (const place of this.#places.values()) this.turn.order.leave(place)
    this.#places.clear()
  }
}

function stepsOf({ ready }: CallRecord): readonly BatchStep[] {
  return (ready?.input as { readonly steps: readonly BatchStep[] } | undefined)?.steps ?? []
}
