import type { AnyTool } from '../../call/tool.ts'
import type { CallContext } from '../../call/context/call-context.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { catchRejections } from '../../util/catch-rejections.ts'
import { copyToRead } from '../../util/copy-to-read.ts'
import { copyValue } from '../../util/copy-value.ts'
import { errorText } from '../../util/error-text.ts'
import type { Ready } from '../../call/known.ts'
import type { TurnBatches } from '../batch/parent.ts'
import type { CallRecord } from '../call-record.ts'
import { blockerOf } from '../keys/in-the-way.ts'
import { contextName } from '../shared/context-name.ts'
import { functionName } from '../shared/function-name.ts'
import type { EarlyResults } from '../shared/early-results.ts'
import { hasBegun, hasTime, type Flight } from '../shared/flights.ts'
import type { SharedResults } from '../shared/shared-results.ts'
import type { Outcome, Wait } from './wait.ts'

/**
 * A call waits for an identical one that is under way, or gets what one had: of its own turn's message before it broke off,
 * or kept for a while. Only calls that change nothing share, and nothing that one of them could change for another.
 */
export class SharedWait implements Wait<CallRecord> {
  readonly reason = 'shared'
  readonly #shared: SharedResults
  readonly #early: EarlyResults | undefined
  readonly #batches: TurnBatches | undefined

  /** @param early what the calls may take over. */
  constructor(shared: SharedResults, early?: EarlyResults, batches?: TurnBatches) {
    this.#shared = shared
    this.#early = early
    this.#batches = batches
  }

  enter(call: CallRecord): boolean {
    const { ready } = call
    const flight = this.#shared.flights.of(call)
    if (flight !== undefined) return this.#leads(call, flight)
    const { coalesce, cache } = ready?.tool ?? {}
    if (coalesce || cache || this.#early !== undefined) this.#noteAround(call)
    call.writesSeen = this.#shared.writes.count
    // What it has read is not known, so nobody could tell when its result is true no more.
    if (ready === undefined || ready.effects.fault !== undefined) return true
    const early = this.#early?.take(call, ready)
    if (early !== undefined) return this.#serve(call, early.value)
    const key = coalesce || cache ? this.#keyOf(call, ready) : undefined
    // Who was asked for the scope may have called it off: it has left all its waits.
    if (call.outcome !== undefined) return false
    const cached = cache && key !== undefined ? this.#shared.cache.get(key) : undefined
    if (cached !== undefined) return this.#serve(call, cached.value)
    const refusal = call.turn.bounds?.refuse(call, this.#shared.writes)
    if (refusal !== undefined) {
      call.turn.mover.settle(call, refusal)
      return false
    }
    if (key === undefined) return true
    const joined = this.#shared.flights.join(call, key)
    return joined === undefined || this.#leads(call, joined)
  }

  leave(call: CallRecord, outcome: Outcome): void {
    // The steps of a plan have changed what it has.
    if (this.#batches?.isBatch(call) !== true) {
      this.#shared.noteWrites(call)
      call.turn.bounds?.ended(call, outcome, this.#shared.writes)
    }
    const { flights } = this.#shared
    const flight = flights.of(call)
    if (flight === undefined) return
    flights.leave(call)
    if (flight.leader !== call) return
    const copy = outcome.status === 'ok' ? copyValue(outcome.value) : undefined
    if (copy?.ok === true && !flight.isOld) this.#keep(flight.key, call, copy.value)
    // A leader that was stopped says nothing about its followers: one of them leads on.
    const isTheirs =
      outcome.status === 'ok'
        ? copy?.ok === true
        : call.stopCause === undefined && ['failed', 'timed-out'].includes(outcome.status)
    if (!isTheirs) {
      flights.leadOn(flight)
      return
    }
    flights.land(flight)
    for (const follower of flight.followers) {
      const { mover } = follower.turn
      if (outcome.status !== 'ok') mover.settle(follower, outcome)
      else if (this.#serve(follower, outcome.value)) {
        // Its value can be copied no more: who was to have it runs.
        flights.leave(follower)
        mover.wake(follower)
      }
    }
  }

  *blockers(call: CallRecord): Generator<CallRecord> {
    const leader = this.#shared.flights.of(call)?.leader
    if (leader !== undefined && leader !== call) yield leader
  }

  *waiters(call: CallRecord): Generator<CallRecord> {
    const flight = this.#shared.flights.of(call)
    if (flight?.leader !== call) return
    for (const follower of flight.followers) if (follower.attempts?.isBusy !== true) yield follower
  }

  /** Of two that are in line, that one leads whose turn it is first: a call does not wait in the line of another turn. */
  #leads(call: CallRecord, flight: Flight): boolean {
    const { leader } = flight
    if (leader === call) return true
    if (leader.turn !== call.turn && !hasBegun(flight) && hasTime(call)) return true
    call.turn.events.waiting(call, 'shared', undefined, blockerOf({ call: leader }))
    return false
  }

  /** What the calls around a call write they may have written by now, which nobody says before they end. */
  #noteAround({ turn }: CallRecord): void {
    for (let { parent } = turn; parent !== undefined; { parent } = parent.call.turn)
      if (parent.call.turn.keys === turn.keys) this.#shared.noteWrites(parent.call)
  }

  /** Settles a call with a value of its own; returns that it does not run, or that it has to. */
  #serve(call: CallRecord, value: unknown): boolean {
    const copy = copyValue(value)
    if (!copy.ok) return true
    call.turn.mover.settle(call, { status: 'ok', value: copy.value })
    return false
  }

  #keep(key: string, call: CallRecord, value: unknown): void {
    const { tool, effects } = call.ready ?? {}
    if (tool?.cache) this.#shared.cache.set(key, value, effects?.reads ?? [], tool.cache.ttlMs)
  }

  /** Undefined if the call can share with nobody: JSON cannot hold its input, or whose it is cannot be told. */
  #keyOf(call: CallRecord, { tool, input }: Ready): string | undefined {
    const json = canonicalJson(input)
    if (json === undefined) return undefined
    try {
      const { scope, callContext } = call.turn
      const scopes = scope.run(scopesOf, tool, input, callContext)
      if (scopes !== undefined) return JSON.stringify([tool.name, json, scopes])
      const whose = [contextName(callContext.context), functionName(tool, call.body)]
      return JSON.stringify([tool.name, json, ...whose])
    } catch (error) {
      call.turn.events.warn(`The \`scope\` of ${tool.name} failed: ${errorText(error)}`)
      return undefined
    }
  }
}

/** Whose results a tool's calls may share, as far as the tool says; undefined if it says nothing. */
function scopesOf(
  { coalesce, cache }: AnyTool,
  input: unknown,
  given: CallContext,
): string[] | undefined {
  const scopes = [typeof coalesce === 'object' ? coalesce.scope : undefined, cache?.scope]
  if (scopes.every((scope) => scope === undefined)) return undefined
  return scopes.map((scope) => {
    const named: unknown =
      typeof scope === 'function'
        ? scope(copyToRead(input) as never, given as never)
        : (scope ?? '')
    if (typeof named === 'string') return named
    catchRejections(named)
    throw new TypeError(`Expected \`scope\` to give a string, got ${typeof named}.`)
  })
}
