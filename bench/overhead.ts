import { setImmediate } from 'node:timers/promises'
import { createEngine, tool, type Engine } from '../src/index.ts'
import { medianOf, timed, type Bench, type Line } from './lib.ts'

const noop = async (input: Record<string, unknown>): Promise<unknown> => input['n']

const engines: readonly [string, Engine][] = [
  ['no effects', createEngine({ tools: [tool({ name: 'noop', execute: noop })] })],
  [
    'a key a call',
    createEngine({
      tools: [tool({ name: 'noop', writes: ({ n }) => `row/${String(n)}`, execute: noop })],
    }),
  ],
]

function texts(count: number): string[] {
  return Array.from({ length: count }, (_, n) => JSON.stringify({ n }))
}

function floor(inputs: readonly string[]): Promise<unknown> {
  return Promise.all(inputs.map(async (text) => String(await noop(JSON.parse(text) as never))))
}

function execute(engine: Engine, inputs: readonly string[]): Promise<unknown> {
  return engine.execute(
    inputs.map((text, n) => ({
      id: `call_${n}`,
      name: 'noop',
      input: JSON.parse(text) as unknown,
    })),
  )
}

/** A turn's calls, and the most that one of them may cost without effects and with a key, in µs. */
const turns: readonly [number, number, number][] = [
  [1, 40, 60],
  [10, 15, 20],
  [1_000, 10, 15],
  [10_000, 10, 15],
]

/** So many calls are timed together, in as many turns as that takes: enough that each round has its share of the collector's work. */
const timedCalls = 50_000

export const overhead: Bench = {
  name: 'overhead a call, no-op calls, 50,000 of them in turns of one size',
  method:
    'over a bare Promise.all with JSON.parse on the same inputs, with all garbage that either makes; the event loop turns between turns, as between requests; median of fifteen, µs a call',
  async run() {
    const lines: Line[] = []
    for (const [index, [what, engine]] of engines.entries())
      for (const [size, ...bounds] of turns) {
        const inputs = texts(size)
        const floorMs = await medianOf(15, () => timed(() => repeat(size, () => floor(inputs))), 3)
        const own = (): Promise<unknown> => execute(engine, inputs)
        const ownMs = await medianOf(15, () => timed(() => repeat(size, own)), 3)
        lines.push({
          what: `${what}, turns of ${size}`,
          measured: ((ownMs - floorMs) / timedCalls) * 1_000,
          bound: bounds[index] as number,
          unit: 'µs',
        })
      }
    return lines
  },
}

async function repeat(size: number, turn: () => Promise<unknown>): Promise<void> {
  for (let calls = 0; calls < timedCalls; calls += size) {
    await turn()
    await setImmediate()
  }
}

export const growth: Bench = {
  name: 'growth from 1,000 to 100,000 calls in one turn',
  method:
    'the fitted exponent of time, and of memory held by the report (run with --expose-gc), against 1.1',
  async run() {
    const conflicting = createEngine({
      tools: [tool({ name: 'noop', writes: ({ n }) => `row/${Number(n) % 1_000}`, execute: noop })],
    })
    const [, free] = engines[0] as [string, Engine]
    return [
      await timeLine('time, independent calls', free),
      await timeLine('time, conflicting calls over 1,000 keys', conflicting),
      await memoryLine(free),
    ]
  },
}

const sizes = [1_000, 3_000, 10_000, 30_000, 100_000]

async function timeLine(what: string, engine: Engine): Promise<Line> {
  const points: [number, number][] = []
  await medianOf(30, () => timed(() => execute(engine, texts(1_000))))
  for (const size of sizes) {
    const inputs = texts(size)
    points.push([size, await medianOf(5, () => timed(() => execute(engine, inputs)))])
  }
  return { what, measured: exponent(points), bound: 1.1, unit: '' }
}

async function memoryLine(engine: Engine): Promise<Line> {
  const points: [number, number][] = []
  const { gc } = globalThis
  for (const size of sizes) {
    const inputs = texts(size)
    gc?.()
    const before = process.memoryUsage().heapUsed
    const report = await execute(engine, inputs)
    gc?.()
    points.push([size, process.memoryUsage().heapUsed - before])
    if (report === undefined) throw new Error('Expected a report.')
  }
  return { what: 'memory of the report', measured: exponent(points), bound: 1.1, unit: '' }
}

/** The slope of a least-squares line through the points' logarithms. */
function exponent(points: readonly [number, number][]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(Math.max(y, 1e-9))] as const)
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return covariance / variance
}
