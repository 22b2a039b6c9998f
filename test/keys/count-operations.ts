// Counts the blocks of src/keys that run while the key table works: a measure of work that, unlike time, is the same
// on every machine. V8 counts blocks only in code that is loaded after counting began, so this is a process of its own.
import { Session } from 'node:inspector/promises'
import type { Touched } from './naive-table.ts'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { KeyTable } = await import('../../src/keys/key-table.ts')

const shapes: Record<string, (index: number, count: number) => Touched> = {
  'a thousand keys': (i) => touch(i % 3 === 0, `customer/${(i * 7919) % 1000}`),
  'one key, readers': () => touch(false, 'a/b'),
  'one key, writers': () => touch(true, 'a/b'),
  'one key, in turns': (i) => touch(i % 2 === 0, 'a/b'),
  'a writer of * among readers': (i, n) =>
    i === n >> 1 ? touch(true, '*') : touch(false, `a/${i}`),
  'a writer of * every tenth': (i) => (i % 10 === 0 ? touch(true, '*') : touch(false, `a/${i}`)),
}
const orders: Record<string, (index: number, count: number) => number> = {
  'oldest first': (i) => i,
  'newest first': (i, n) => n - 1 - i,
  scattered: (i, n) => (i * 7919) % n,
}

const counts: Record<string, number[]> = {}
for (const [shapeName, shape] of Object.entries(shapes))
  for (const [orderName, order] of Object.entries(orders))
    counts[`${shapeName}, released ${orderName}`] = [
      await blocks(() => run(1_000, shape, order)),
      await blocks(() => run(10_000, shape, order)),
    ]
console.log(JSON.stringify(counts))

function touch(writes: boolean, key: string): Touched {
  return writes ? { reads: [], writes: [key] } : { reads: [key], writes: [] }
}

function run(
  count: number,
  shape: (index: number, count: number) => Touched,
  order: (index: number, count: number) => number,
): void {
  const table = new KeyTable<number>(() => {})
  const claims = Array.from({ length: count }, (_, index) =>
    table.claim(index, shape(index, count)),
  )
  // What a scheduler asks of every claim that waits.
  for (const claim of claims) table.blockers(claim)[Symbol.iterator]().next()
  for (let index = 0; index < count; index += 1) {
    const claim = claims[order(index, count)]
    if (claim !== undefined) table.release(claim)
  }
  if (table.size > 0) throw new Error(`${table.size} claims left`)
}

async function blocks(work: () => void): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  work()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.includes('/src/keys/'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, range) => sum + range.count, 0)
}
