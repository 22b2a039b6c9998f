// Counts the blocks of src/limit and of the heap that run while the limiter works: a measure of work that, unlike
// time, is the same on every machine. V8 counts blocks only in code that is loaded after counting began, so this is
// a process of its own.
import { Session } from 'node:inspector/promises'
import type { Lane } from '../../src/limit/lane.ts'
import type { Call } from './harness.ts'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { Bench } = await import('./harness.ts')
const { Semaphore } = await import('../../src/limit/semaphore.ts')
const { Share } = await import('../../src/limit/lane.ts')

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
for (const [name, shape] of Object.entries(shapes)) await count(name, (calls) => run(calls, shape))
await count('turns inside one call', (turns) => runInside(turns, turns, 1))
await count('calls inside one call', (calls) => runInside(calls, 1, 1))
await count('turns inside one call that holds a limit', (turns) => runInside(turns, turns, 1, true))
await count('a hundred lanes with a lender each', (calls) => runInside(calls, 100, 100, true))
await count('limits that are crossed', runCrossed)
await count('calls with several limits', runReserving)
await count('calls that come back', runRetries)
await count('calls with paths that change', runRanked)
console.log(JSON.stringify(counts))

async function count(name: string, work: (calls: number) => void): Promise<void> {
  counts[name] = [await blocks(() => work(1_000)), await blocks(() => work(10_000))]
}

function run(count: number, { shares: shareCount, lanes: laneCount, remove }: Shape): void {
  const bench = new Bench(new Semaphore('slots', 16))
  const lanes = Array.from({ length: laneCount }, (_, lane) => bench.lane(...gatesOf(lane)))
  const shares = Array.from({ length: shareCount(count) }, () => new Share())
  const calls = Array.from({ length: count }, (_, index) =>
    bench.enqueue(`call${index}`, of(shares, index), of(lanes, index)),
  )
  if (remove !== undefined) removeAll(bench.limiter, calls, remove)
  bench.limiter.pump()
  bench.endAll()
  if (remove === undefined) checkAllRan(bench, count)
}

/** Each of so many calls, with a limit of its own, has its part of the calls inside it, in its part of the turns. */
function runInside(calls: number, turns: number, outers: number, limited: boolean = false): void {
  const bench = new Bench(new Semaphore('slots', 16))
  const lanes = Array.from({ length: outers }, () =>
    bench.lane(...(limited ? [new Semaphore('gate', 1)] : [])),
  )
  for (const lane of lanes) {
    const [outer] = bench.add(new Share(), lane, 'outer')
    const shares = Array.from({ length: turns / outers }, () => (outer as Call).nest())
    for (let call = 0; call < calls / outers; call += 1)
      bench.enqueue('inner', of(shares, call), lane)
    bench.limiter.pump()
  }
  bench.endAll()
  checkAllRan(bench, calls + outers)
}

/** Pairs of calls, each of which runs one inside it that needs what the other holds. */
function runCrossed(calls: number): void {
  const bench = new Bench(new Semaphore('slots', 16))
  const [a, b] = [1, 1].map((permits) => bench.lane(new Semaphore('gate', permits)))
  for (let pair = 0; pair < calls / 4; pair += 1) {
    const [onA] = bench.add(new Share(), a as Lane, 'a')
    const [onB] = bench.add(new Share(), b as Lane, 'b')
    bench.add((onA as Call).nest(), b as Lane, 'b in a')
    bench.add((onB as Call).nest(), a as Lane, 'a in b')
    bench.endAll()
  }
  checkAllRan(bench, calls)
}

function runReserving(calls: number): void {
  const bench = new Bench(new Semaphore('slots', 16))
  const gates = [2, 2, 2].map((permits) => new Semaphore('gate', permits))
  const sets = [[0], [1], [2], [0, 1], [1, 2], [0, 1, 2]]
  const lanes = sets.map((set) => bench.lane(...set.map((gate) => of(gates, gate))))
  const shares = lanes.map(() => new Share())
  for (let call = 0; call < calls; call += 1)
    bench.enqueue('call', of(shares, call), of(lanes, call))
  bench.limiter.pump()
  bench.endAll()
  checkAllRan(bench, calls)
}

function runRetries(calls: number): void {
  const bench = new Bench(new Semaphore('slots', 16))
  const [share, lane] = [new Share(), bench.lane()]
  for (let call = 0; call < calls; call += 1) bench.enqueue('call', share, lane)
  for (let call = 0; call < calls; call += 1) bench.enqueue('call again', share, lane, true)
  bench.limiter.pump()
  bench.endAll()
  checkAllRan(bench, 2 * calls)
}

/** A turn in which paths change as its calls end, as seldom as they are computed. */
function runRanked(calls: number): void {
  const bench = new Bench(new Semaphore('slots', 16))
  const [share, lane] = [new Share(), bench.lane()]
  const all: Call[] = []
  const changes = (): number => all.length + bench.started.length
  let seen = 0
  share.ranking = {
    get isDue() {
      return (changes() - seen) * 4 > 2 * all.length - changes()
    },
    update() {
      seen = changes()
      for (const [index, call] of all.entries()) call.pathMs = (index * seen) % 1_000
    },
  }
  for (let call = 0; call < calls; call += 1) all.push(bench.enqueue('call', share, lane))
  bench.limiter.pump()
  bench.endAll()
  checkAllRan(bench, calls)
}

function checkAllRan({ started }: InstanceType<typeof Bench>, count: number): void {
  if (started.length !== count) throw new Error(`${started.length} of ${count} ran`)
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
