import { AsyncLocalStorage } from 'node:async_hooks'
import { ToolError } from '../../src/call/errors/error.ts'
import { withdraw } from '../../src/call/errors/withdraw.ts'
import type { ToolContext } from '../../src/call/tool.ts'
import type { ToolCall } from '../../src/call/call.ts'
import type { Stage } from '../small/stage.ts'
import type { BodyEnd, OpenTurn } from './plan.ts'
import type { OpenRules } from './rules.ts'
import { WatchedCall } from './watched-call.ts'

type Execute = (
  inner: readonly [calls: readonly ToolCall[], options: { readonly id: string }],
) => Promise<unknown>

/** So long a body that writes goes on once it was told to stop. */
const stopMs = 2

const here = new AsyncLocalStorage<string>()

/** The bodies of calls, their own and those of tools. */
export class Bodies {
  readonly #stage: Stage
  readonly #rules: OpenRules
  readonly #execute: Execute
  /** The calls inside others, by their turn. */
  readonly #inner = new Map<string, WatchedCall[]>()

  constructor(stage: Stage, rules: OpenRules, execute: Execute) {
    this.#stage = stage
    this.#rules = rules
    this.#execute = execute
  }

  /** Runs something where it is known to be. */
  in<T>(place: string, run: () => T): T {
    return here.run(place, run)
  }

  innerOf(turnId: string): readonly WatchedCall[] | undefined {
    return this.#inner.get(turnId)
  }

  /** The call of an attempt, if it is not one of those by which the engine is looked at in the end. */
  callOf({ turnId, callId }: Pick<ToolContext, 'turnId' | 'callId'>): WatchedCall | undefined {
    const inner = this.#inner.get(turnId)?.[0]
    const isIt = ({ turn, plan }: WatchedCall): boolean => turn.id === turnId && plan.id === callId
    return inner ?? this.#rules.calls.find(isIt)
  }

  /** A body of the caller's own. */
  run(call: WatchedCall, context: ToolContext): unknown {
    this.#expectToBeIn(`the adding of ${call.name}`, call)
    return this.#begin(call, context)
  }

  /** The body of a tool. */
  execute(context: ToolContext): unknown {
    const call = this.callOf(context)
    if (call === undefined) throw new Error('No such call.')
    if (call.plan.body)
      this.#stage.fail('G1', `${call.name} brings a body, and its tool's was called`)
    if (call.outer === undefined) this.#expectToBeIn(`the context of ${call.turn.id}`, call)
    return this.#begin(call, context)
  }

  #expectToBeIn(place: string, { name }: WatchedCall): void {
    const is = here.getStore() ?? 'nowhere'
    if (is !== place && is !== `the span of ${name}`)
      this.#stage.fail('told', `${name} ran in ${is}, not in ${place}`)
  }

  #begin(call: WatchedCall, { attempt, signal }: ToolContext): unknown {
    this.#rules.begins(call, attempt)
    const end = call.nextEnd
    signal.addEventListener('abort', () => this.#stopped(call))
    if (call.plan.ms === 0 && end !== 'hangs' && !call.plan.inside) return this.#finish(call, end)
    return this.#work(call, end, signal)
  }

  async #work(call: WatchedCall, end: BodyEnd, signal: AbortSignal): Promise<unknown> {
    const { ms, inside } = call.plan
    await Promise.race([
      end === 'hangs' ? new Promise(() => {}) : this.#stage.wait(ms),
      fires(signal),
    ])
    if (inside && end === 'returns' && !signal.aborted) await this.#nest(call, signal)
    if (!signal.aborted) return this.#finish(call, end)
    if (call.isAtWork) await this.#stage.wait(stopMs)
    call.isAtWork = false
    // The stop came first: it has not been withdrawn.
    return end === 'withdraws' || end === 'hangs' ? withdraw(call.withdrawn) : fail(end)
  }

  /** A call that only reads is let go of at once. */
  #stopped(call: WatchedCall): void {
    for (const inner of this.#inner.get(insideOf(call)) ?? []) inner.isStopped = true
    if (!call.isAtWork) return
    call.end = call.isStopped ? undefined : 'hangs'
    if (!call.writes) call.isAtWork = false
  }

  /** It uses the engine on its own key. */
  async #nest(call: WatchedCall, signal: AbortSignal): Promise<void> {
    const id = insideOf(call)
    const input = { key: call.plan.key }
    const plan = { ...call.plan, id: `i${call.plan.id}`, tool: 'read', ends: ['returns'] } as const
    const turn: OpenTurn = {
      ...call.turn,
      id,
      adds: [{ ...plan, body: false, inside: false, ms: 1 }],
    }
    const inner = new WatchedCall(turn, 0, { outer: call })
    this.#inner.set(id, [inner])
    this.#rules.calls.push(inner)
    call.isStanding = true
    await this.#execute([[{ id: inner.plan.id, name: 'read', input }], { id }])
    // What is stopped goes on without a slot.
    if (signal.aborted) return
    call.isStanding = false
    this.#rules.isBounded()
  }

  #finish(call: WatchedCall, end: BodyEnd): unknown {
    call.end = end
    call.isAtWork = false
    if (end === 'returns') return call.name
    return end === 'withdraws' ? withdraw(call.withdrawn) : fail(end)
  }
}

function insideOf({ turn, plan, bodies }: WatchedCall): string {
  return `inside ${turn.id}.${plan.id}#${bodies}`
}

function fail(end: BodyEnd): never {
  if (end === 'busy') throw new ToolError('Busy.', { retryable: true })
  throw new Error('It does not work.')
}

function fires(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
}
