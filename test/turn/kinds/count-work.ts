// Counts the blocks of src/ that run while an engine works: a measure of work that, unlike time, is the same on every
// machine. V8 counts blocks only in code that is loaded after counting began, so this is a process of its own. Each
// shape is counted at growing sizes, and no further once it is seen to grow too fast: such a size might take hours.
import { Session } from 'node:inspector/promises'
import type { AnyTool } from '../../../src/call/tool.ts'
import type { Engine } from '../../../src/turn/contract.ts'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { tool } = await import('../../../src/call/tool.ts')
const { createEngine } = await import('../../../src/turn/engine.ts')
const { virtualClock } = await import('../../../src/testing/virtual-clock.ts')
const { sleep } = await import('../../../src/util/clock.ts')

type Input = Record<string, unknown>
const clock = virtualClock({ maxTimers: 1e9 })
const writes = (count: number, name = 'write', keys = 1) =>
  Array.from({ length: count }, (_, n) => ({
    id: `w${n}`,
    name,
    input: { key: `dir/${n % keys}` },
  }))

function make(name: string, execute: (input: Input) => unknown, options: object = {}): AnyTool {
  return tool({ name, execute, ...options }) as AnyTool
}

function engineWith(outer: (engine: Engine) => unknown, options: object = {}): Engine {
  const key = (input: Input): string => String(input['key'])
  const holder: { engine?: Engine } = {}
  const tools = [
    make('outer', () => outer(holder.engine as Engine), options),
    make('write', () => sleep(clock, 1), { writes: key }),
    make('read', () => sleep(clock, 1), { reads: key }),
    make('agent', () => (holder.engine as Engine).execute(writes(1))),
    make('all', () => sleep(clock, 1), { writes: '*' }),
  ]
  return (holder.engine = createEngine({ tools, clock, timeoutMs: 1e9, batch: true }))
}

async function all(engine: Engine, calls: ReturnType<typeof writes>): Promise<void> {
  const { outcome } = await clock.run(engine.execute(calls))
  if (outcome !== 'complete') throw new Error(`The turn ended ${outcome}.`)
}

const outer = [{ id: 'o', name: 'outer', input: { key: '' } }]
const inside = (run: (engine: Engine) => unknown, options?: object) => () =>
  all(engineWith(run, options), outer)

/** Work of so many calls that all conflict, unless the name says otherwise. */
const shapes: Record<string, (count: number) => () => Promise<void>> = {
  'at top level': (n) => () =>
    all(
      engineWith(() => {}),
      writes(n),
    ),
  'in one turn inside a call': (n) => inside((engine) => engine.execute(writes(n))),
  'in one turn inside a call that holds the key': (n) =>
    inside((engine) => engine.execute(writes(n)), { writes: 'dir' }),
  'in turns one after another inside a call': (n) =>
    inside(async (engine) => {
      for (let turn = 0; turn < n; turn += 1) await engine.execute(writes(1))
    }),
  'in turns side by side inside a call': (n) =>
    inside((engine) => Promise.all(writes(n).map((call) => engine.execute([call])))),
  'each inside a call of its own': (n) => () =>
    all(
      engineWith(() => {}),
      writes(n, 'agent'),
    ),
  'each a turn of its own': (n) => async () => {
    const engine = engineWith(() => {})
    await clock.run(Promise.all(writes(n).map((call) => engine.execute([call]))))
  },
  'of everything, inside a call': (n) => inside((engine) => engine.execute(writes(n, 'all'))),
  'steps of a batch': (n) => () => {
    const steps = writes(n).map(({ id, name, input }) => ({ id, tool: name, input }))
    return all(
      engineWith(() => {}),
      [{ id: 'b', name: 'batch', input: { steps } as never }],
    )
  },
  'of as many keys as the call around them holds': (n) =>
    inside((engine) => engine.execute(writes(n, 'write', n)), {
      writes: Array.from({ length: n }, (_, at) => `dir/${at}`),
    }),
  'reads of as many keys as the call around them holds': (n) =>
    inside((engine) => engine.execute(writes(n, 'read', n)), {
      reads: Array.from({ length: n }, (_, at) => `dir/${at}`),
    }),
  'turns on one signal': (n) => async () => {
    const engine = engineWith(() => {})
    const { signal } = new AbortController()
    const turns = writes(n, 'write', n).map((call) => engine.execute([call], { signal }))
    await clock.run(Promise.all(turns))
  },
  'turns on one signal, which fires': (n) => async () => {
    const engine = engineWith(() => {})
    const abort = new AbortController()
    const { signal } = abort
    const turns = writes(n, 'write', n).map((call) => engine.execute([call], { signal }))
    abort.abort()
    await clock.run(Promise.all(turns))
  },
}

const sizes = [10, 100, 1_000]
for (const [name, shape] of Object.entries(shapes)) {
  await shape(10)()
  const counts: Record<number, number> = {}
  for (const size of [...sizes.slice(0, 2), 200, ...sizes.slice(2)]) {
    const ten = counts[size / 10]
    const before = counts[100]
    if (size === 1_000 && ten !== undefined && ten > 25 * (counts[10] ?? 0)) break
    if (size === 200 && before !== undefined && before > 50 * (counts[10] ?? 0)) break
    counts[size] = await blocks(shape(size))
  }
  console.log(JSON.stringify({ name, counts }))
}

async function blocks(work: () => Promise<void>): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  await work()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.includes('/src/') && !url.includes('/src/testing/'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, range) => sum + range.count, 0)
}
