import { isDeepStrictEqual } from 'node:util'
import type { StopCause } from '../call/stop-cause.ts'
import type { ToolCall } from '../call/call.ts'
import type { TurnReport } from '../call/report.ts'
import type { BatchStep } from './batch/step.ts'
import type { Claim } from '../keys/key-table.ts'
import { orderSteps } from './batch/order-steps.ts'
import type { Adoption } from './adoption.ts'
import { stopped, threw } from './answers.ts'
import { batchValue } from './batch-value.ts'
import type { Entry } from './entry.ts'
import type { BatchKind, Host } from './host.ts'
import type { TurnRun } from './turn-run.ts'

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
export class BatchRun implements Host {
  readonly turn: TurnRun
  readonly #inner: TurnRun
  /** The steps that the inner turn has, the first of the plan in its order. */
  readonly #given: BatchStep[] = []
  /** The places of steps behind the earlier calls of the turn, while the call itself has none. */
  readonly #places = new Map<Entry, Claim<Entry>>()
  #entry: Entry | undefined
  #plan: Plan | undefined
  #stage: 'coming' | 'running' | 'over' = 'coming'
  /** Nothing but the commit keeps the call back. */
  #isNext = false
  #cause: StopCause | undefined

  /** `key`: by which the call is, or will be, known in its turn. */
  constructor(turn: TurnRun, key: string) {
    this.turn = turn
    const { begin } = turn.scheduler.batch as BatchKind
    this.#inner = begin(
      { id: `${turn.id}:${key}`, references: true, fresh: turn.restore === undefined },
      this,
    )
    turn.ledger.join(this.#inner.ledger)
  }

  /** That of a complete call. */
  static of(entry: Entry): BatchRun {
    if (entry.batch === undefined) {
      entry.batch = new BatchRun(entry.turn, entry.key)
      entry.batch.complete(entry)
    }
    return entry.batch
  }

  get adoption(): Adoption | undefined {
    return this.turn.adoption
  }

  /** Takes the next steps of a call that is still coming. */
  add(steps: readonly BatchStep[]): void {
    this.#given.push(...steps)
    this.#inner.extend(steps.map(toCall))
  }

  /**
   * The arguments are complete, and the call is about to take its place.
   *
   * @returns false if the steps that came before are not those that it has.
   */
  complete(entry: Entry): boolean {
    this.#leavePlaces()
    this.#entry = entry
    const { steps } = entry.input as { readonly steps: readonly BatchStep[] }
    this.#plan = { steps, ...orderSteps(steps) }
    const { ordered } = this.#plan
    return this.#given.every((step, index) => isDeepStrictEqual(step, ordered[index]))
  }

  /** Only the commit is missing: no step has to wait for an earlier call. */
  isNext(): void {
    if (this.#isNext || this.#stage !== 'coming') return
    this.#isNext = true
    this.#inner.ledger.wakeReceived()
    this.add(this.#rest())
  }

  start(): void {
    const { turn } = this
    const entry = this.#entry as Entry
    const nowMs = turn.nowMs()
    this.#stage = 'running'
    entry.endWait(nowMs)
    entry.stage = 'running'
    entry.attempts = 1
    entry.startedMs = nowMs
    turn.ledger.opened()
    turn.events.started(entry)
    this.#inner.commit(this.#rest().map(toCall))
  }

  /** Tells a running call to stop; returns whether there was something to stop. */
  stop(cause: StopCause): boolean {
    if (this.#stage !== 'running') return false
    this.#cause ??= cause
    this.#inner.stop(cause)
    return true
  }

  /** Lets go of steps that have started early: the call will not run, or not as it seemed. */
  discard(reason: string): void {
    if (this.#stage !== 'coming') return
    this.#stage = 'over'
    this.#leavePlaces()
    this.#inner.discard(reason)
  }

  clears(step: Entry): boolean {
    if (!step.keyed || this.#isNext) return true
    let place = this.#places.get(step)
    if (place === undefined && this.#entry === undefined) {
      place = this.turn.admission.placeBehind(step)
      if (place !== undefined) this.#places.set(step, place)
    }
    return place?.granted === true
  }

  blocker(step: Entry): string | undefined {
    const claim = this.#entry?.turnClaim ?? this.#places.get(step)
    return claim && this.turn.admission.blocker(claim)
  }

  ended({ results }: TurnReport): void {
    if (this.#stage === 'running') {
      this.#stage = 'over'
      this.#settle(this.#entry as Entry, this.#plan as Plan, results)
    }
    this.turn.leave()
  }

  #settle(entry: Entry, { steps, faults }: Plan, results: TurnReport['results']): void {
    const { scheduler } = this.turn
    const nowMs = this.turn.nowMs()
    entry.runMs = nowMs - (entry.startedMs ?? nowMs)
    let value: unknown
    let answer: Parameters<typeof scheduler.settle>[1] = 'ok'
    try {
      value = batchValue(steps, faults, results)
    } catch (error) {
      const cause = this.#cause
      answer = cause === undefined ? threw(entry.call.name, error) : stopped(entry, cause)
    }
    scheduler.settle(entry, answer, value, nowMs)
    scheduler.flush()
  }

  #rest(): readonly BatchStep[] {
    return this.#plan?.ordered.slice(this.#given.length) ?? []
  }

  /** The call's own place stands for those of its steps. */
  #leavePlaces(): void {
    for (const place of this.#places.values()) this.turn.admission.leave(place)
  }
}

function toCall({ id, tool: name, input }: BatchStep): ToolCall {
  return { id, name, input }
}
