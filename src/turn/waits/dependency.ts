import { badReference, dependencyFailed } from '../../call/errors/call-failure.ts'
import { boundOfEffects } from '../../call/effects.ts'
import { findTool } from '../../call/check-call.ts'
import { Needs, type NeedsOf } from '../../plan/references/needs.ts'
import { ReferenceMeter } from '../../plan/references/reference-meter.ts'
import { resolveReferences, type Resolved } from '../../plan/references/reference.ts'
import type { CallRecord } from '../call-record.ts'
import { blockerOf } from '../keys/in-the-way.ts'
import type { TurnOrder } from '../keys/turn-order.ts'
import { isForGood } from '../run/outcome.ts'
import type { CheckOptions } from './check.ts'
import type { Wait } from './wait.ts'

/**
 * A call waits for the results that its input refers to. It takes its place among the calls of its turn meanwhile, for all
 * that it may touch.
 */
export class DependencyWait implements Wait<CallRecord> {
  readonly reason = 'dependency'
  readonly #needs = new Needs<CallRecord>()
  readonly #options: CheckOptions
  readonly #order: TurnOrder
  readonly #meter: ReferenceMeter
  readonly #of: Map<CallRecord, NeedsOf<CallRecord>> = new Map()
  /** Who waits for a call's result. */
  readonly #dependents: Map<CallRecord, CallRecord[]> = new Map()

  /** @param meter that of the plan whose steps the calls are, if they are steps. */
  constructor(
    options: CheckOptions,
    order: TurnOrder,
    meter: ReferenceMeter = new ReferenceMeter(),
  ) {
    this.#meter = meter
    this.#options = options
    this.#order = order
  }

  /** Notes what a call needs. To be called for every call, in call order. */
  note(call: CallRecord): void {
    // A plan is there to be done as a whole: its steps are ranked, even if none waits.
    this.#order.rank(call.turn.share)
    const needs = this.#needs.add(call, call.id, call.call.input)
    this.#of.set(call, needs)
    call.needs = needs.on.map((need) => need.call)
    for (const { call: need } of needs.on) {
      if (!need.told) call.follow(need)
      if (need.result !== undefined) continue
      const dependents = this.#dependents.get(need)
      if (dependents === undefined) this.#dependents.set(need, [call])
      else dependents.push(call)
    }
  }

  enter(call: CallRecord): boolean {
    const { on = [], fault } = this.#of.get(call) ?? {}
    const { mover, events } = call.turn
    const { name } = call.call
    if (fault !== undefined) {
      mover.settle(call, badReference(name, fault))
      return false
    }
    const missing: CallRecord[] = []
    for (const { call: need } of on) {
      const { result } = need
      if (result === undefined) missing.push(need)
      else if (result.status !== 'ok') {
        const failure = dependencyFailed(name, result)
        // What it needs may yet come, elsewhere.
        const goesOn = need.outcome !== undefined && !isForGood(need.outcome)
        mover.settle(call, goesOn ? { ...failure, resumable: true } : failure)
        return false
      }
    }
    if (missing.length === 0) return true
    if (call.known.kind === 'received' && !this.#bound(call)) return false
    const ids = missing.map(({ id }) => id).join(', ')
    const [first] = missing
    events.waiting(call, 'dependency', ids, first && blockerOf({ call: first }))
    return false
  }

  leave(call: CallRecord): void {
    const dependents = this.#dependents.get(call) ?? []
    this.#dependents.delete(call)
    this.#of.delete(call)
    for (const dependent of dependents)
      if (dependent.outcome === undefined && this.#canMove(dependent))
        dependent.turn.mover.wake(dependent)
  }

  *blockers(call: CallRecord): Generator<CallRecord> {
    for (const { call: need } of this.#of.get(call)?.on ?? [])
      if (need.result === undefined) yield need
  }

  waiters(call: CallRecord): Iterable<CallRecord> {
    return this.#dependents.get(call) ?? []
  }

  /** The input of a call with the results that it refers to in their places. */
  resolve(call: CallRecord): Resolved {
    const values = new Map<string, unknown>()
    for (const [id, need] of this.#of.get(call)?.meant ?? []) values.set(id, need.result?.value)
    return resolveReferences(call.call.input, values, this.#meter)
  }

  /** What it may touch is known from its tool; returns false if that is all there is to know. */
  #bound(call: CallRecord): boolean {
    const { tools, undeclared } = this.#options
    const tool = findTool(call.call, tools)
    if ('status' in tool) {
      call.turn.mover.settle(call, tool)
      return false
    }
    call.known = { kind: 'bounded', tool, effects: boundOfEffects(tool, undeclared) }
    this.#order.place()
    return true
  }

  #canMove(dependent: CallRecord): boolean {
    const { on = [] } = this.#of.get(dependent) ?? {}
    return on.every(({ call }) => call.result !== undefined) || on.some(hasFailed)
  }
}

function hasFailed({ call: { result } }: { readonly call: CallRecord }): boolean {
  return result !== undefined && result.status !== 'ok'
}
