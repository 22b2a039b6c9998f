import { UsageError } from '../../call/errors/error.ts'
import type { ToolCall } from '../../call/call.ts'
import type { Engine } from '../../turn/contract.ts'
import {
  describeChange,
  describeNotRun,
  describePair,
  describeUnsteady,
  type TriedCall,
} from './describe.ts'
import { checkVerifyOptions, type VerifyEffectsOptions, type VerifySettings } from './options.ts'
import { CallRunner, takeSnapshot, type Ended, type RunOfCalls } from './run-calls.ts'

/** A call, or two, that did something else than its tool declares. */
export interface EffectsWarning {
  /**
   * - `order`: two calls are declared apart, and it matters which runs first.
   * - `side-by-side`: they are declared apart, and beside each other give what neither order gives.
   * - `writes`: a tool declares that it changes nothing, and changes the state.
   * - `unsteady`: a call gives something else each time, so that its results, or the states that it leaves, were not compared.
   * - `not-run`: a call never started, for there is no such tool, say, or its arguments do not fit, so that nothing was compared.
   */
  readonly kind: 'order' | 'side-by-side' | 'writes' | 'unsteady' | 'not-run'
  /** The one call, or the two. */
  readonly calls: readonly { readonly name: string; readonly input: unknown }[]
  /** What differed: `the state`, `the result of "list_orders"`. */
  readonly differs: readonly string[]
  /** For people: the tools, the inputs, what differed, and which key to declare. */
  readonly text: string
}

/** What `verifyEffects` found. */
export interface EffectsReport {
  /** How many pairs were tried: those that the declared effects call independent, of calls that run. */
  readonly pairs: number
  readonly warnings: readonly EffectsWarning[]
}

/**
 * Tries whether calls that are declared apart are apart: runs each pair of them in both orders and side by side, from the same state,
 * and compares the results and the state they leave. For development: it runs the tools, many times.
 *
 * @param makeEngine makes an engine of the tools. It is called for each run, so that nothing cached is taken for a result.
 * @throws {UsageError} if an option is not what its type says, or the state does not come back.
 */
export async function verifyEffects<Context = unknown>(
  makeEngine: () => Engine<Context>,
  options: VerifyEffectsOptions<Context>,
): Promise<EffectsReport> {
  const settings = checkVerifyOptions(options)
  const engineMaker = makeEngine as () => Engine
  const start = await takeSnapshot(settings)
  const runner = new CallRunner(engineMaker, settings, start)
  try {
    return await new Verification(engineMaker(), runner, settings, start).verify()
  } finally {
    await runner.restore()
  }
}

class Verification {
  readonly #engine: Engine
  readonly #runner: CallRunner
  readonly #settings: VerifySettings
  readonly #start: unknown
  readonly #warnings: EffectsWarning[] = []

  constructor(engine: Engine, runner: CallRunner, settings: VerifySettings, start: unknown) {
    this.#engine = engine
    this.#runner = runner
    this.#settings = settings
    this.#start = start
  }

  async verify(): Promise<EffectsReport> {
    const calls: TriedCall[] = []
    for (const [at, { name, input }] of this.#settings.calls.entries())
      calls.push(await this.#alone({ id: `verified-${at}`, name, input: input ?? {} }))
    let pairs = 0
    for (const [at, one] of calls.entries())
      for (const other of calls.slice(at + 1)) {
        if (!one.runs || !other.runs || !this.#areApart(one, other)) continue
        pairs += 1
        await this.#pair(one, other)
      }
    return { pairs, warnings: this.#warnings }
  }

  /** Twice, to see what a call changes by itself, and whether it can be compared at all. */
  async #alone(call: ToolCall): Promise<TriedCall> {
    const [first, second] = [await this.#runner.run([call]), await this.#runner.run([call])]
    await this.#expectRestored()
    const { effects } = this.#explain([call]).calls[0] ?? {}
    const ended = first.results.get(call.id)
    const runs = ended?.started !== false
    const isSteady = this.#sameResult(first, second, call)
    const leavesSame = this.#same(first.state, second.state)
    const changes = !leavesSame || !this.#same(this.#start, first.state)
    const tried: TriedCall = {
      call,
      effects,
      runs,
      isSteady,
      leavesSame,
      changes,
      start: this.#start,
      state: first.state,
    }
    if (!runs) {
      this.#warn('not-run', [tried], [], describeNotRun(tried, String(ended?.value)))
      return tried
    }
    const differs = [
      ...(isSteady ? [] : [`the result of "${call.name}"`]),
      ...(leavesSame ? [] : ['the state']),
    ]
    if (differs.length > 0)
      this.#warn('unsteady', [tried], differs, describeUnsteady(tried, differs))
    const saysNothing = effects?.declared === true && effects.writes.length === 0
    if (saysNothing && changes) this.#warn('writes', [tried], ['the state'], describeChange(tried))
    return tried
  }

  async #pair(one: TriedCall, other: TriedCall): Promise<void> {
    const forth = await this.#runner.run([one.call], [other.call])
    const back = await this.#runner.run([other.call], [one.call])
    const differs = this.#differences(forth, back, one, other)
    if (differs.length > 0) {
      this.#warn('order', [one, other], differs, describePair('order', one, other, differs))
      return
    }
    const beside = await this.#runner.run([one.call, other.call])
    const mixed = this.#differences(forth, beside, one, other)
    if (mixed.length > 0)
      this.#warn(
        'side-by-side',
        [one, other],
        mixed,
        describePair('side-by-side', one, other, mixed),
      )
  }

  #differences(first: RunOfCalls, second: RunOfCalls, one: TriedCall, other: TriedCall): string[] {
    const results = [one, other]
      .filter(({ call, isSteady }) => isSteady && !this.#sameResult(first, second, call))
      .map(({ call }) => `the result of "${call.name}"`)
    const isState = one.leavesSame && other.leavesSame && !this.#same(first.state, second.state)
    return [...new Set(results), ...(isState ? ['the state'] : [])]
  }

  #sameResult(first: RunOfCalls, second: RunOfCalls, { id }: ToolCall): boolean {
    const nothing: Ended = { status: 'waiting', value: undefined, started: false }
    const { [0]: one = nothing, [1]: other = nothing } = [
      first.results.get(id),
      second.results.get(id),
    ]
    return one.status === other.status && this.#same(one.value, other.value)
  }

  #same(one: unknown, other: unknown): boolean {
    return this.#settings.equal(one, other)
  }

  /** The engine's own judgement: neither waits for the other, in whichever order they come. */
  #areApart({ call: one }: TriedCall, { call: other }: TriedCall): boolean {
    return this.#explain([one, other]).calls.every(({ waitsFor }) => waitsFor.length === 0)
  }

  #explain(calls: readonly ToolCall[]): ReturnType<Engine['explain']> {
    const { context } = this.#settings
    return this.#engine.explain(calls, context === undefined ? {} : { context })
  }

  async #expectRestored(): Promise<void> {
    await this.#runner.restore()
    if (this.#same(this.#start, await takeSnapshot(this.#settings))) return
    throw new UsageError(
      'Expected `restore` to bring back the state that `snapshot` gave, got another one. If it only differs in what means nothing, ' +
        'say so with `equal`.',
    )
  }

  #warn(
    kind: EffectsWarning['kind'],
    tried: readonly TriedCall[],
    differs: readonly string[],
    text: string,
  ): void {
    const calls = tried.map(({ call: { name, input } }) => ({ name, input }))
    this.#warnings.push(Object.freeze({ kind, calls, differs, text }))
  }
}
