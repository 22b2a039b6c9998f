import { getEventListeners } from 'node:events'
import type { AnyTool, ToolContext } from '../../../src/call/tool.ts'
import type { Engine, Turn, TurnOptions } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { engineOf, held, make, type Input } from '../kinds/kit.ts'

/** One way in which calls end. */
export interface Ending {
  readonly name: string
  readonly tools: (world: World) => readonly AnyTool[]
  readonly options?: (world: World) => object
  /** The names of the tools that are called, each with an input if it matters. */
  readonly calls: readonly (string | readonly [name: string, input: object])[]
  readonly turn?: TurnOptions
  /** What happens once the calls are there. A turn that is not `open` is to be committed or discarded here. */
  readonly then?: (turn: Turn, world: World) => void | Promise<void>
  /** How each call ended, to see that it was in this way. */
  readonly ends: string
}

/** Where it happens. Whatever could keep something of a call is noted here. */
export interface World {
  readonly clock: VirtualClock
  /** Cancels the turn, and each call. */
  readonly aborts: { readonly turn: AbortController; readonly calls: AbortController[] }
  /** On which the calls are made. */
  readonly engine: Engine
  /** An engine of its own on the same clock, for what is nested in another one. */
  other(tools: readonly AnyTool[], options?: object): Engine
  /** Notes a signal on which somebody may have been left. */
  watch(signal: AbortSignal): AbortSignal
  /** Takes 10 ms, or as many as it is given; heeds its signal. */
  nap(name: string, options?: object, ms?: number): AnyTool
  /** Never ends of its own accord; heeds its signal. */
  hang(name: string, options?: object): AnyTool
  /** Never ends, whatever its signal says. */
  deaf(name: string, options?: object): AnyTool
  /** Ends at once, as the function does. */
  at(name: string, run: (n: number, context: ToolContext) => unknown, options?: object): AnyTool
}

/** What is left over, by name; nothing at all is what should be. */
export type Left = Readonly<Record<string, number>>

/** What is left of one ending: when its calls had ended, and when its turn had. */
export interface Seen {
  readonly ends: string
  readonly afterCalls: Left
  readonly afterTurn: Left
  readonly engine: Engine
  /** The inputs of its calls, and its turn: nobody is to refer to them any more. */
  readonly refs: readonly WeakRef<object>[]
}

/** Lets calls end in one way, and counts. */
export async function play(ending: Ending): Promise<Seen> {
  const clock = virtualClock()
  const engines: Engine[] = []
  const signals: AbortSignal[] = []
  const world = worldOf(clock, engines, signals)
  const engine = engineOf(clock, ending.tools(world), ending.options?.(world))
  engines.unshift(engine)
  const left = async (): Promise<Left> => {
    await clock.advance(0)
    const counts = await Promise.all(engines.map(held))
    const listeners = signals.flatMap((signal) => getEventListeners(signal, 'abort')).length
    return onlySome({ ...Object.assign({}, ...counts), timers: clock.pendingTimers, listeners })
  }

  const open = ending.turn?.open ?? true
  const turn = engine.turn({ open, signal: world.aborts.turn.signal, ...ending.turn })
  // Objects of their own: what the endings have is kept by the module.
  const inputs = ending.calls.map((one, n) => ({ n, ...(typeof one !== 'string' && one[1]) }))
  const told = ending.calls.map((one, n) => {
    const name = typeof one === 'string' ? one : one[0]
    const abort = new AbortController()
    world.aborts.calls.push(abort)
    const input = inputs[n] as Input
    return turn.add({ id: `c${n + 1}`, name, input }, { signal: world.watch(abort.signal) })
  })
  await clock.advance(0)
  await ending.then?.(turn, world)
  await clock.run(Promise.allSettled(told))
  // A turn that was stopped has a timer, so that it ends; one that is only open has nothing of its calls.
  const afterCalls = turn.signal.aborted || !open ? {} : await left()
  turn.commit()
  const { results } = await clock.run(turn.report)
  world.watch(world.aborts.turn.signal)
  const afterTurn = await left()
  const ends = results.map(({ error, status }) => error?.code ?? status).join(' ')
  // What the tools hold, the engine holds.
  signals.length = 0
  const refs = [...inputs, turn].map((object) => new WeakRef<object>(object))
  return { ends, afterCalls, afterTurn, engine, refs }
}

function worldOf(clock: VirtualClock, engines: Engine[], signals: AbortSignal[]): World {
  const watch = (signal: AbortSignal): AbortSignal => {
    if (!signals.includes(signal)) signals.push(signal)
    return signal
  }
  return {
    clock,
    aborts: { turn: new AbortController(), calls: [] },
    watch,
    get engine() {
      return engines[0] as Engine
    },
    other(tools, options) {
      const engine = engineOf(clock, tools, options)
      engines.push(engine)
      return engine
    },
    nap: (name, options, ms = 10) =>
      make(name, (_, { signal }) => sleep(clock, ms, watch(signal)), options),
    hang: (name, options) => make(name, (_, { signal }) => untilAbort(watch(signal)), options),
    deaf: (name, options) => make(name, () => new Promise<never>(() => {}), options),
    at: (name, run, options) =>
      make(name, (input, context) => run(input['n'] as number, context), options),
  }
}

/** Cancels one call by its id, or the turn. */
export function cancelled(callId?: string, afterMs = 3): NonNullable<Ending['then']> {
  return async (turn, { clock }) => {
    await clock.advance(afterMs)
    turn.cancel(callId)
  }
}

/** Has the own signal of a call fire. */
export function aborted(index: number, afterMs = 3): NonNullable<Ending['then']> {
  return async (_turn, { clock, aborts }) => {
    await clock.advance(afterMs)
    aborts.calls[index]?.abort()
  }
}

/** Rejects when the signal fires, without a timer. */
export function untilAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

function onlySome(counts: Left): Left {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}
