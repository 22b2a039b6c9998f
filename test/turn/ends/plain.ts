import { ToolError } from '../../../src/call/errors/error.ts'
import { withdraw } from '../../../src/call/errors/withdraw.ts'
import type { AnyTool } from '../../../src/call/tool.ts'
import { sleep } from '../../../src/util/clock.ts'
import { make } from '../kinds/kit.ts'
import { aborted, cancelled, type Ending, type World } from './world.ts'

/** A schema that answers as it is told to. */
function schema(validate: () => unknown): object {
  return {
    '~standard': { version: 1, vendor: 'test', jsonSchema: { input: () => ({}) }, validate },
  }
}

function checked({ at }: World, validate: () => unknown): AnyTool {
  return at('checked', () => 0, { inputSchema: schema(validate) })
}

/** Calls that meet nobody, and nothing that guards them. */
export const plainEndings: readonly Ending[] = [
  {
    name: 'a value at once, a value after a while',
    tools: ({ at, nap }) => [at('now', (n) => n), nap('nap')],
    calls: ['now', 'nap', 'nap'],
    ends: 'ok ok ok',
  },
  {
    name: 'a throw, a rejection, a tool that is not there',
    tools: ({ at }) => [
      at('throws', () => {
        throw new Error('no')
      }),
      at('rejects', () => Promise.reject(new Error('no'))),
    ],
    calls: ['throws', 'rejects', 'nope'],
    ends: 'tool_threw tool_threw unknown_tool',
  },
  {
    name: 'values that are yielded, until they end or it is told to stop',
    tools: ({ at, clock }) => [
      at('yields', async function* (n, { signal }) {
        const times = n === 1 ? Infinity : 2
        for (let time = 0; time < times; time += 1) {
          yield 'more'
          await sleep(clock, 5, signal)
        }
      }),
    ],
    calls: ['yields', 'yields'],
    then: aborted(1, 20),
    ends: 'ok cancelled',
  },
  {
    name: 'a time-out that is heeded, one that is not, and one with effects that is given a grace',
    tools: ({ hang, deaf }) => [
      hang('hang', { timeoutMs: 20 }),
      deaf('deaf', { timeoutMs: 20, reads: 'a' }),
      deaf('write', { timeoutMs: 20, writes: 'b' }),
    ],
    calls: ['hang', 'deaf', 'write'],
    ends: 'timeout timeout timeout',
  },
  {
    name: 'a call cancelled at work, by its id and by its signal',
    tools: ({ hang, nap }) => [hang('hang'), nap('nap')],
    calls: ['hang', 'hang', 'nap'],
    then: async (turn, world) => {
      await cancelled('c1')(turn, world)
      await aborted(1)(turn, world)
    },
    ends: 'cancelled cancelled ok',
  },
  {
    name: 'a write cancelled that ends within its grace, and one that does not',
    tools: ({ hang, deaf }) => [hang('hang', { writes: 'a' }), deaf('deaf', { writes: 'b' })],
    calls: ['hang', 'deaf'],
    then: async (turn, world) => {
      await aborted(0)(turn, world)
      await aborted(1)(turn, world)
    },
    ends: 'cancelled cancelled',
  },
  {
    name: 'signals that fire when all is over',
    tools: ({ nap }) => [nap('nap')],
    calls: ['nap', 'nap'],
    then: aborted(0, 30),
    ends: 'ok ok',
  },
  {
    name: 'a turn cancelled at work, while some wait',
    tools: ({ hang, deaf }) => [hang('hang', { writes: 'a' }), deaf('deaf', { writes: 'b' })],
    calls: ['hang', 'hang', 'deaf', 'deaf'],
    then: cancelled(),
    ends: 'cancelled cancelled cancelled cancelled',
  },
  {
    name: 'a turn whose signal fires',
    tools: ({ hang, nap }) => [hang('hang'), nap('nap')],
    calls: ['nap', 'hang'],
    then: async (_turn, { clock, aborts }) => {
      await clock.advance(15)
      aborts.turn.abort()
    },
    ends: 'ok cancelled',
  },
  {
    name: 'a turn out of time',
    tools: ({ hang, nap }) => [hang('hang', { writes: 'a' }), nap('nap')],
    calls: ['nap', 'hang', 'hang'],
    turn: { deadlineMs: 15 },
    ends: 'ok deadline deadline',
  },
  {
    name: 'a turn that is done long before its time',
    tools: ({ nap }) => [nap('nap')],
    calls: ['nap'],
    turn: { deadlineMs: 1e6, open: false },
    then: (turn) => {
      turn.setDeadline(1e5)
      turn.commit()
    },
    ends: 'ok',
  },
  {
    name: 'a message that is no good, of which some started early',
    tools: ({ hang, nap }) => [hang('hang', { reads: 'a' }), nap('nap', { writes: 'a' })],
    calls: ['hang', 'nap', 'hang'],
    turn: { open: false },
    then: async (turn, { clock }) => {
      await clock.advance(5)
      turn.discard('It broke off.')
    },
    ends: 'discarded discarded discarded',
  },
  {
    name: 'a turn of which a failure cancels the rest',
    tools: ({ at, hang }) => [
      hang('hang'),
      at('fails', () => {
        throw new ToolError('no')
      }),
    ],
    calls: ['hang', 'fails', 'hang'],
    turn: { onFailure: 'cancel-rest' },
    ends: 'sibling_failed tool_error sibling_failed',
  },
  {
    name: 'a body that is withdrawn',
    tools: ({ at, nap }) => [at('asks', () => withdraw(new Error('later'))), nap('nap')],
    calls: ['asks', 'nap'],
    ends: 'withdrawn ok',
  },
  {
    name: 'a schema that answers long before it has to',
    tools: (world) => [
      checked(world, () => new Promise((answer) => world.clock.setTimer(answer, 5, { value: {} }))),
    ],
    options: () => ({ timeoutMs: 1e6 }),
    calls: ['checked'],
    ends: 'ok',
  },
  {
    name: 'a schema that answers in time, of a call that then takes longer than that',
    tools: (world) => [
      make('checked', () => sleep(world.clock, 100), {
        timeoutMs: 1_000,
        inputSchema: schema(
          () => new Promise((answer) => world.clock.setTimer(answer, 5, { value: {} })),
        ),
      }),
    ],
    options: () => ({ timeoutMs: 50 }),
    calls: ['checked'],
    ends: 'ok',
  },
  {
    name: 'a schema that does not answer in time',
    tools: (world) => [checked(world, () => new Promise(() => {}))],
    options: () => ({ timeoutMs: 50 }),
    calls: ['checked'],
    ends: 'invalid_input',
  },
  {
    name: 'a schema that is not waited for any longer',
    tools: (world) => [checked(world, () => new Promise(() => {}))],
    options: () => ({ timeoutMs: 1e6 }),
    calls: ['checked'],
    then: aborted(0),
    ends: 'cancelled',
  },
]
