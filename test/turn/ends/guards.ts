import { ToolError } from '../../../src/call/errors/error.ts'
import { sleep } from '../../../src/util/clock.ts'
import { make } from '../kinds/kit.ts'
import { aborted, type Ending, type World } from './world.ts'

const busy = (options?: object) => (): never => {
  throw new ToolError('busy', { retryable: true, ...options } as never)
}

/** A tool whose first attempts fail. */
function flaky({ at }: World, failures: number, fail: () => never, options: object = {}) {
  return at('flaky', (_, { attempt }) => (attempt <= failures ? fail() : attempt), {
    reads: 'a',
    retries: 2,
    ...options,
  })
}

/** Warms a hedged tool up, so that its next calls are hedged. */
const warm: NonNullable<Ending['then']> = async (_turn, { engine, clock }) => {
  const calls = Array.from({ length: 200 }, (_, n) => ({ id: `w${n}`, name: 'vary', input: {} }))
  await clock.run(engine.execute(calls))
}

/** Calls of which more than one attempt is made, or none is let through. */
export const guardEndings: readonly Ending[] = [
  {
    name: 'a retry that succeeds, retries that are used up, one that is cancelled in its delay',
    tools: (world) => [
      flaky(world, 1, busy()),
      world.at('never', busy(), { reads: 'a', retries: 1 }),
    ],
    calls: ['flaky', 'never', 'never'],
    then: aborted(2, 0),
    ends: 'ok tool_error cancelled',
  },
  {
    name: 'a retry after a time-out, of a body that goes on',
    tools: ({ deaf }) => [deaf('deaf', { reads: 'a', timeoutMs: 20, retries: 2 })],
    calls: ['deaf'],
    ends: 'timeout',
  },
  {
    name: 'a service that asks for a rest, for which its limit waits',
    tools: (world) => [
      flaky(world, 1, busy({ retryAfterMs: 1_000 }), { limit: 'crm' }),
      world.nap('nap', { limit: 'crm' }),
    ],
    options: () => ({ limits: { crm: { concurrency: 1 } } }),
    calls: ['flaky', 'nap', 'nap'],
    then: aborted(2, 50),
    ends: 'ok ok cancelled',
  },
  {
    name: 'a service that asks for a rest while all who wait leave',
    tools: (world) => [
      flaky(world, 1, busy({ retryAfterMs: 1_000 }), { limit: 'crm' }),
      world.nap('nap', { limit: 'crm' }),
    ],
    options: () => ({ limits: { crm: { concurrency: 1 } } }),
    calls: ['flaky', 'nap'],
    then: async (turn, world) => {
      await aborted(0, 50)(turn, world)
      await aborted(1, 50)(turn, world)
    },
    ends: 'cancelled cancelled',
  },
  {
    name: 'a service that asks for a day of rest, and those in line for it',
    tools: (world) => [
      flaky(world, 1, busy({ retryAfterMs: 864e5 }), { limit: 'crm' }),
      world.nap('nap', { limit: 'crm' }),
    ],
    options: () => ({ limits: { crm: { concurrency: 1 } } }),
    calls: ['flaky', 'nap', 'nap'],
    ends: 'tool_error retry_after retry_after',
  },
  {
    name: 'a breaker that opens, and its probe',
    tools: (world) => [
      flaky(world, 1, busy(), { retries: 0, breaker: { consecutiveFailures: 1, openMs: 100 } }),
    ],
    options: () => ({ concurrency: 1 }),
    calls: ['flaky', 'flaky'],
    ends: 'tool_error breaker_open',
  },
  {
    name: 'a leader that others follow, and one of them that leaves',
    tools: ({ at, nap }) => [
      at('lead', (_, context) => nap('n').execute({} as never, context as never), {
        reads: 'a',
        coalesce: true,
        inputSchema: {
          '~standard': {
            version: 1,
            vendor: 'test',
            jsonSchema: { input: () => ({}) },
            validate: same,
          },
        },
      }),
    ],
    calls: ['lead', 'lead', 'lead'],
    then: aborted(1),
    ends: 'ok cancelled ok',
  },
  {
    name: 'a leader that fails, and takes its followers along',
    tools: ({ at, nap }) => [
      at(
        'lead',
        async (_, context) => {
          await nap('n').execute({} as never, context as never)
          throw new Error('no')
        },
        {
          reads: 'a',
          coalesce: true,
          inputSchema: {
            '~standard': {
              version: 1,
              vendor: 'test',
              jsonSchema: { input: () => ({}) },
              validate: same,
            },
          },
        },
      ),
    ],
    calls: ['lead', 'lead'],
    ends: 'tool_threw tool_threw',
  },
  {
    name: 'a leader that leaves, after which a follower leads',
    tools: ({ at, nap }) => [
      at('lead', (_, context) => nap('n').execute({} as never, context as never), {
        reads: 'a',
        coalesce: true,
        inputSchema: {
          '~standard': {
            version: 1,
            vendor: 'test',
            jsonSchema: { input: () => ({}) },
            validate: same,
          },
        },
      }),
    ],
    calls: ['lead', 'lead', 'lead'],
    then: aborted(0),
    ends: 'cancelled ok ok',
  },
  {
    name: 'a result that is kept for a while, until a write',
    tools: ({ nap }) => [
      nap('read', { reads: 'a', cache: { ttlMs: 1e6 } }),
      nap('write', { writes: 'a' }),
    ],
    calls: ['read', 'read', 'write'],
    ends: 'ok ok ok',
  },
  {
    name: 'a straggler beside which a second attempt answers, and one that needs none after all',
    tools: (world) => [varying(world)],
    calls: [],
    then: async (turn, world) => {
      await warm(turn, world)
      const slow = turn.add({ id: 's', name: 'vary', input: { ms: 1e4 } })
      const late = turn.add({ id: 'l', name: 'vary', input: { ms: 11 } })
      await world.clock.run(Promise.all([slow, late]))
    },
    ends: 'ok ok',
  },
  {
    name: 'a straggler that is cancelled with its second attempt, and one before it has any',
    tools: (world) => [varying(world)],
    calls: [],
    then: async (turn, world) => {
      await warm(turn, world)
      const told = ['a', 'b'].map((id) =>
        turn.add({ id, name: 'vary', input: { ms: 1e4, all: true } }),
      )
      await world.clock.advance(5)
      turn.cancel('a')
      await world.clock.advance(100)
      turn.cancel('b')
      await world.clock.run(Promise.all(told))
    },
    ends: 'cancelled cancelled',
  },
]

/** Of one input for all, so that they are identical. */
function same(): object {
  return { value: { same: true } }
}

/** The first attempt takes as long as its input says, any other 10 ms. */
function varying({ clock, watch }: World) {
  return make(
    'vary',
    ({ ms, all }, { attempt, signal }) =>
      sleep(clock, attempt === 1 || all ? Number(ms ?? 10) : 10, watch(signal)),
    { reads: 'a', hedge: true },
  )
}
