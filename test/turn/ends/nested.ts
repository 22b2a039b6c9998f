import type { AnyTool } from '../../../src/call/tool.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { sleep } from '../../../src/util/clock.ts'
import { make } from '../kinds/kit.ts'
import { aborted, cancelled, type Ending, type World } from './world.ts'

/** Runs a turn of calls of the named tools where one is, and says how they ended. */
async function inside(engine: Engine, names: readonly string[]): Promise<string> {
  const calls = names.map((name, n) => ({ id: `i${n}`, name, input: { n } }))
  const { results } = await engine.execute(calls)
  return results.map(({ error, status }) => error?.code ?? status).join(' ')
}

/** A tool that runs a turn of the world's engine, or of another, and hears of its end only by that turn. */
function outer(world: World, names: readonly string[], options: object = {}, on?: Engine): AnyTool {
  const run = (signal: AbortSignal): Promise<string> => {
    world.watch(signal)
    return inside(on ?? world.engine, names)
  }
  return make('outer', (_, { signal }) => run(signal), options)
}

/** Calls inside calls. */
export const nestedEndings: readonly Ending[] = [
  {
    name: 'a turn inside a call, on its one slot and its keys',
    tools: (world) => [
      outer(world, ['nap', 'nap'], { writes: 'a' }),
      world.nap('nap', { writes: 'a/b' }),
    ],
    options: () => ({ concurrency: 1 }),
    calls: ['outer', 'outer', 'nap'],
    ends: 'ok ok ok',
  },
  {
    name: 'a turn inside a call that is cancelled, and inside one that is out of time',
    tools: (world) => [
      outer(world, ['hang', 'hang'], { timeoutMs: 50 }),
      world.hang('hang', { writes: 'a' }),
    ],
    calls: ['outer', 'outer'],
    then: aborted(0),
    ends: 'cancelled timeout',
  },
  {
    name: 'a turn that a call leaves behind when it returns',
    tools: (world) => [
      make('leaves', () => void inside(world.engine, ['nap', 'nap'])),
      world.nap('nap', { writes: 'a' }),
    ],
    calls: ['leaves'],
    then: (_turn, { clock }) => clock.advance(50),
    ends: 'ok',
  },
  {
    name: 'turns that calls leave behind at work on their keys, and in line for them',
    tools: (world) => {
      const leave = async (): Promise<void> => {
        void inside(world.engine, ['nap', 'nap'])
        await sleep(world.clock, 5)
      }
      return [make('leaves', leave, { writes: 'a' }), world.nap('nap', { writes: 'a/b' })]
    },
    calls: ['leaves', 'nap', 'leaves'],
    then: (_turn, { clock }) => clock.advance(100),
    ends: 'ok ok ok',
  },
  {
    name: 'calls that come back from waiting, but wait for a slot, and one that is cancelled there',
    tools: (world) => [
      outer(world, ['asks']),
      make('asks', () => 0, { needsApproval: true }),
      world.nap('nap'),
    ],
    options: ({ clock }) => ({
      concurrency: 1,
      approve: () => new Promise((answer) => clock.setTimer(answer, 5, 'deny')),
    }),
    calls: ['outer', 'outer', 'nap', 'nap'],
    then: aborted(1, 7),
    ends: 'ok cancelled ok ok',
  },
  {
    name: 'a call that is cancelled while it comes back from waiting, for which it needs no slot any more',
    tools: (world) => [
      outer(world, ['asks'], { writes: 'a' }),
      make('asks', () => 0, { needsApproval: true }),
      world.nap('nap', {}, 5_000),
    ],
    options: ({ clock }) => ({
      concurrency: 1,
      approve: () => new Promise((answer) => clock.setTimer(answer, 5, 'deny')),
    }),
    calls: ['outer', 'nap'],
    then: aborted(0, 7),
    ends: 'ok ok',
  },
  {
    name: 'a call inside another that needs more than that one holds, and waits for who has it',
    tools: (world) => [
      outer(world, ['all'], { writes: 'a' }),
      world.nap('all', { writes: '*' }),
      world.nap('other', { writes: 'b' }),
    ],
    calls: ['other', 'outer'],
    ends: 'ok ok',
  },
  {
    name: 'a call out of time that ends in its grace, when those inside it on its permit have stopped',
    tools: (world) => [
      outer(world, ['slow', 'slow'], { limit: 'crm', timeoutMs: 20, writes: 'a' }),
      make('slow', () => sleep(world.clock, 100), { limit: 'crm', writes: 'a' }),
    ],
    options: () => ({ limits: { crm: { concurrency: 1 } } }),
    calls: ['outer', 'slow'],
    then: (_turn, { clock }) => clock.advance(500),
    ends: 'ok ok',
  },
  {
    name: 'two calls, each of which has a call inside it that wants what the other holds',
    tools: (world) => {
      const both = (name: string, other: string): AnyTool =>
        make(
          name,
          async () => {
            await sleep(world.clock, 5)
            return inside(world.engine, [`in_${other}`])
          },
          { writes: name },
        )
      const within = ['a', 'b'].map((key) => world.nap(`in_${key}`, { writes: key }))
      return [both('a', 'b'), both('b', 'a'), ...within]
    },
    calls: ['a', 'b'],
    ends: 'ok ok',
  },
  {
    name: 'calls inside several that keep order at the keys of those',
    tools: (world) => [
      outer(world, ['nap', 'nap'], { reads: 'a' }),
      world.nap('nap', { writes: 'a/b' }),
    ],
    calls: ['outer', 'outer', 'nap'],
    then: cancelled('c2', 5),
    ends: 'ok cancelled ok',
  },
  {
    name: 'a turn of another engine, which the limit of the call around it waits for',
    tools: (world) => {
      const nap = world.nap('nap', { writes: 'x' })
      return [
        outer(world, ['nap', 'nap'], { limit: 'crm' }, world.other([nap], { concurrency: 1 })),
      ]
    },
    options: () => ({ limits: { crm: { concurrency: 1 } } }),
    calls: ['outer', 'outer'],
    ends: 'ok ok',
  },
  {
    name: 'a turn of another engine, inside a call that is cancelled',
    tools: (world) => {
      const hang = world.hang('hang', { writes: 'x' })
      return [outer(world, ['hang', 'hang'], {}, world.other([hang]))]
    },
    calls: ['outer'],
    then: cancelled('c1'),
    ends: 'cancelled',
  },
  {
    name: 'limits that calls and those inside them need of each other',
    tools: (world) => [
      outer(world, ['nap', 'nap'], { limit: 'crm' }),
      world.nap('nap', { limit: 'crm' }),
    ],
    options: () => ({ concurrency: 1, limits: { crm: { concurrency: 1 } } }),
    calls: ['outer', 'outer', 'nap'],
    ends: 'ok ok ok',
  },
]
