// Counts the blocks of src/limit and of the heap that run while the limiter works: a measure of work that, unlike
// time, is the same on every machine. V8 counts blocks only in code that is loaded after counting began, so this is
// a process of its own.
import { Session } from 'node:inspector/promises'
import type { Call } from './harness.ts'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { Bench, Call: NewCall } = await import('./harness.ts')
const { Lane } = await import('../../src/limit/lane.ts')
const { Semaphore } = await import('../../src/limit/semaphore.ts')
const { Share } = await import('../../src/limit/share.ts')

interface Shape {
  readonly shares: (calls: number) => number
  readonly lanes: number
  readonly remove?: 'oldest first' | 'newest first' | 'scattered'
}

const shapes: Record<string, Shape> = {
  'one turn': { shares: () => 1, lanes: 1 },
  'a hundred turns': { shares: () => 100, lanes: 1 },
  'a turn a call': { shares: (calls) => calls, lanes: 1 },
  'ten limits': { shares: () => 10, lanes: 10 },
  'removed oldest first': { shares: () => 100, lanes: 1, remove: 'oldest first' },
  'removed newest first': { shares: () => 100, lanes: 1, remove: 'newest first' },
  'removed scattered': { shares: (calls) => calls, lanes: 1, remove: 'scattered' },
}

const counts: Record<string, number[]> = {}
for (const [name, shape] of Object.entries(shapes))
  counts[name] = [await blocks(() => run(1_000, shape)), await blocks(() => run(10_000, shape))]
const nested = (turns: number) => () => runNested(turns)
counts['turns inside one call'] = [await blocks(nested(1_000)), await blocks(nested(10_000))]
console.log(JSON.stringify(counts))

function run(count: number, { shares: shareCount, lanes: laneCount, remove }: Shape): void {
  const bench = new Bench(new Semaphore('slots', 16))
  const lanes = Array.from({ length: laneCount }, (_, lane) => new Lane(gatesOf(lane)))
  const shares = Array.from({ length: shareCount(count) }, () => new Share())
  const calls = Array.from({ length: count }, (_, index) => {
    const call = new NewCall(`call${index}`, of(shares, index), of(lanes, index))
    bench.limiter.enqueue(call)
    return call
  })
  if (remove !== undefined) removeAll(bench.limiter, calls, remove)
  bench.limiter.pump()
  bench.endAll()
  if (remove === undefined && bench.started.length !== count) throw new Error('not all ran')
}

function removeAll(
  limiter: { remove(call: Call): void },
  calls: readonly Call[],
  order: string,
): void {
  const { length } = calls
  for (let index = 0; index < length; index += 1) {
    const at = order === 'oldest first' ? index : length - 1 - index
    limiter.remove(of(calls, order === 'scattered' ? index * 7_919 : at))
  }
}

function runNested(turns: number): void {
  const bench = new Bench(new Semaphore('slots', 1))
  const lane = new Lane([])
  const [outer] = bench.add(new Share(), lane, 'outer')
  for (let turn = 0; turn < turns; turn += 1) bench.add((outer as Call).nest(), lane, 'inner')
  while (bench.running.length > 1) bench.end(bench.running[1])
  if (bench.started.length !== turns + 1) throw new Error('not all ran')
}

function gatesOf(lane: number): InstanceType<typeof Semaphore>[] {
  return lane === 0 ? [] : [new Semaphore(`gate${lane}`, 4)]
}

function of<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T
}

async function blocks(work: () => void): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  work()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.includes('/src/limit/') || url.includes('/src/util/heap'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, range) => sum + range.count, 0)
}
