import assert from 'node:assert/strict'
import { describe } from 'node:test'
import vm from 'node:vm'
import type { ToolCall } from '../../../src/call/call.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { memorySharedKeys } from '../../../src/keys/memory-shared-keys.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import type { EngineTurn } from '../../../src/turn/turn.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, codes, engineOf, finish, make, strays, test } from './kit.ts'
import { quick } from '../../support/cases.ts'

const nothing = (): object => Object.create(null) as object

/** The ways in which code that is not ours fails. */
const ways: Record<string, () => unknown> = {
  'throws an error': () => {
    throw new Error('broken')
  },
  'throws an object without a prototype': () => {
    throw nothing()
  },
  'throws undefined': () => {
    throw undefined
  },
  'throws a trap': () => {
    throw new Proxy(
      {},
      { get: () => assert.fail('trap'), getPrototypeOf: () => assert.fail('trap') },
    )
  },
  'throws a symbol': () => {
    throw Symbol('broken')
  },
  'throws by a stack that overflows': function overflow(): unknown {
    return [overflow()]
  },
  'throws a promise that rejects': () => {
    throw Promise.reject(new Error('broken')) as unknown
  },
  'throws an error whose cause rejects': () => {
    throw new Error('broken', { cause: Promise.reject(new Error('broken, too')) })
  },
  'rejects with an error whose cause rejects': () =>
    Promise.reject(new Error('broken', { cause: Promise.reject(new Error('broken, too')) })),
  'rejects with an error': () => Promise.reject(new Error('broken')),
  'rejects with an object without a prototype': () => Promise.reject(nothing()),
  // oxlint-disable-next-line prefer-promise-reject-errors
  'rejects with undefined': () => Promise.reject(undefined),
  'gives what holds a promise that rejects': () => ({ rows: Promise.reject(new Error('broken')) }),
  'gives a list of promises that reject': () => [Promise.reject(new Error('broken'))],
  'gives a thenable that throws': () => ({
    then: () => {
      throw new Error('broken')
    },
  }),
  'gives a thenable that cannot be read': () =>
    Object.defineProperty({}, 'then', {
      get: () => {
        throw new Error('broken')
      },
    }),
  'gives a thenable that rejects twice': () => ({
    then: (_yes: unknown, no: (error: unknown) => void) => {
      no(new Error('broken'))
      no(new Error('again'))
    },
  }),
  'gives a promise of another realm that rejects': () =>
    vm.runInNewContext('Promise.reject(new Error("broken"))'),
  'gives a number': () => 5,
  'gives null': () => null,
  'gives undefined': () => undefined,
  'gives an object that throws when it is read': () =>
    new Proxy(
      {},
      {
        get: (_target, key) => {
          if (key === 'then') return undefined
          throw new Error('broken')
        },
      },
    ),
}

interface Place {
  readonly tool?: object
  readonly execute?: () => unknown
  readonly engine?: object
  readonly turn?: object
  readonly input?: () => unknown
}

const schema = (validate: () => unknown): object => ({
  '~standard': { version: 1, vendor: 'test', jsonSchema: { input: () => ({}) }, validate },
})

/** The places in which code that is not ours is called, with what goes wrong put into each. */
const places: Record<string, (way: () => unknown) => Place> = {
  execute: (way) => ({ execute: way }),
  'execute, of a tool that writes': (way) => ({ execute: way, tool: { writes: 'x' } }),
  'execute, late': (way) => ({ execute: () => Promise.resolve().then(way) }),
  'execute, retried': (way) => ({ execute: way, tool: { reads: [], retries: 2 } }),
  'execute, cached and shared': (way) => ({
    execute: way,
    tool: { reads: [], coalesce: true, cache: { ttlMs: 1_000 } },
  }),
  'execute, as what it yields': (way) => ({
    execute: async function* () {
      yield 1
      yield way()
    },
  }),
  schema: (way) => ({ tool: { inputSchema: schema(way) } }),
  'schema, late': (way) => ({ tool: { inputSchema: schema(() => Promise.resolve().then(way)) } }),
  'what a schema makes of the input': (way) => ({
    tool: {
      inputSchema: schema(() => ({
        get value() {
          return way()
        },
      })),
      reads: (input: unknown) => String((input as { key?: unknown })?.key),
    },
  }),
  'the issues of a schema': (way) => ({
    tool: {
      inputSchema: schema(() => ({
        issues: [
          {
            get message() {
              return way()
            },
          },
        ],
      })),
    },
  }),
  reads: (way) => ({ tool: { reads: way } }),
  writes: (way) => ({ tool: { writes: way } }),
  'the keys of writes': (way) => ({ tool: { writes: () => [way()] } }),
  needsApproval: (way) => ({ tool: { needsApproval: way }, engine: { approve: () => 'allow' } }),
  approve: (way) => ({ tool: { needsApproval: true }, engine: { approve: way } }),
  'approve, late': (way) => ({
    tool: { needsApproval: true },
    engine: { approve: () => Promise.resolve().then(way) },
  }),
  'the scope of coalesce': (way) => ({ tool: { reads: [], coalesce: { scope: way } } }),
  'the scope of cache': (way) => ({ tool: { reads: [], cache: { ttlMs: 1_000, scope: way } } }),
  'onEvent of the engine': (way) => ({ engine: { onEvent: way } }),
  'onEvent of the turn': (way) => ({ turn: { onEvent: way } }),
  aroundAttempt: (way) => ({ engine: { aroundAttempt: way } }),
  'aroundAttempt, after it has run it': (way) => ({
    engine: {
      aroundAttempt: (_about: unknown, run: () => unknown) => {
        void run()
        return way()
      },
    },
  }),
  'a journal’s append': (way) => ({ engine: { journal: { ...memoryJournal(), append: way } } }),
  'a journal’s turn': (way) => ({ engine: { journal: { ...memoryJournal(), turn: way } } }),
  'a journal’s decision': (way) => ({
    tool: { needsApproval: true },
    engine: { approve: () => 'wait', journal: { ...memoryJournal(), decision: way } },
  }),
  'shared keys, asked for': (way) => ({
    tool: { writes: 'x' },
    engine: { sharedKeys: { ...memorySharedKeys(), acquire: way } },
  }),
  'a queue': (way) => ({
    tool: { runsIn: 'queue' },
    engine: { queue: { name: 'queue', run: way } },
  }),
  'an argument that is read': (way) => ({
    input: () => ({
      get key() {
        return way()
      },
    }),
    tool: { writes: (input: { key: string }) => input.key, needsApproval: true },
    engine: { approve: () => 'allow' },
  }),
}

/** Places whose answers are looked into, so that promises in them are seen; in the others they are data. */
const searched = /^(execute|a queue|reads|writes|the keys|onEvent|approve|needs)/
/** Places that are read again and again, and whose promises are data. */
const gotten = /^(what a schema|the issues|an argument)/

function isOurs(place: string, way: string): boolean {
  if (/promises? that reject/.test(way)) return searched.test(place)
  return !(gotten.test(place) && /reject/.test(way))
}

/** Where a failure spares the call: it is told, and the call runs all the same. */
const harmless = /^(onEvent|aroundAttempt|what a schema|the scope)/

/** In a quick run each place meets a third of the ways, and each way a third of the places. */
const isMet = (placeAt: number, wayAt: number): boolean => !quick || (placeAt + wayAt) % 3 === 0

describe('K1: one barrier around code that may fail', () => {
  for (const [placeAt, [placeName, place]] of Object.entries(places).entries())
    for (const [wayName, way] of Object.entries(ways).filter(
      ([name], wayAt) => isMet(placeAt, wayAt) && isOurs(placeName, name),
    ))
      test(`${placeName} ${wayName}: each call has its result, and the process nothing to hear of`, async () => {
        const clock = virtualClock()
        const { tool = {}, execute = () => 'done', engine = {}, turn = {}, input } = place(way)
        let written = 0
        const write = make(
          'write',
          async () => {
            await sleep(clock, 1)
            written += 1
          },
          { writes: 'other' },
        )
        const run = engineOf(clock, [make('victim', execute, tool), write], {
          graceMs: 20,
          timeoutMs: 5_000,
          ...engine,
        })
        const calls = [
          { id: 'v', name: 'victim', input: input?.() ?? { key: 'k' } },
          call('w', 'write'),
        ]
        const found = await strays(async () => {
          const report = run.execute(calls, { deadlineMs: 20_000, ...turn })
          const { results, warnings } = await finish(clock, report, 21_000, run)
          assert.equal(results.map(({ id }) => id).join(), 'v,w')
          const spared = !/^(a journal|shared keys)/.test(placeName)
          if (spared) assert.equal(codes(results.slice(1)), 'w ok', String(results[1]?.content))
          assert.ok(written <= 1, `the write ran ${written} times`)
          if (results[1]?.status === 'ok') assert.equal(written, 1)
          const [victim] = results
          if (victim?.status !== 'ok') {
            assert.equal(typeof victim?.error?.code, 'string')
            assert.ok(String(victim?.content).length > 0)
          }
          if (harmless.test(placeName) && !placeName.startsWith('what'))
            assert.equal(victim?.status, 'ok', String(victim?.content))
          // A rejection of a callback whose answer nobody needs is told, too.
          if (/^(throws|rejects)/.test(wayName) && harmless.test(placeName))
            assert.ok(
              victim?.status !== 'ok' || warnings.length > 0,
              `nobody is told: ${JSON.stringify(warnings)}`,
            )
        })
        assert.deepEqual(found, [])
      })

  for (const wayName of Object.keys(ways).filter((name) => /^(throws|rejects)/.test(name)))
    test(`approve that ${wayName.replace(/s /, 's: ')} is a denial whose cause a developer sees`, async () => {
      const clock = virtualClock()
      for (const tools of [{ needsApproval: true }, { needsApproval: () => true }]) {
        const engine = engineOf(clock, [make('pay', () => 'paid', tools)], {
          approve: ways[wayName],
        })
        const { results, warnings } = await finish(
          clock,
          engine.execute([call('c', 'pay')]),
          10,
          engine,
        )
        assert.equal(codes(results), 'c approval_failed')
        assert.ok('cause' in (results[0]?.error ?? {}), 'no cause')
        assert.equal(warnings.length, 1)
        assert.match(warnings[0] ?? '', /pay|approve/)
      }
    })

  const deep = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
    let value: unknown = 1
    for (let level = 0; level < levels; level += 1) value = wrap(value)
    return value
  }
  const circle: Record<string, unknown> = {}
  circle['self'] = circle

  /** Arguments that canonical JSON, comparison or a copy may not survive. */
  const inputs: Record<string, () => unknown> = {
    'deep lists': () => deep(2_500, (inner) => [inner]),
    'deep objects': () => ({ a: deep(2_500, (a) => ({ a })) }),
    // Several times as deep as the stack is.
    'very deep objects': () => ({ a: deep(40_000, (a) => ({ a })) }),
    'a BigInt': () => ({ a: 10n }),
    'a circle': () => circle,
    'a getter that throws': () => ({
      get a(): number {
        throw new Error('broken')
      },
    }),
    'a revoked proxy': () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    },
    'a proxy that throws': () =>
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('broken')
          },
          get: () => {
            throw nothing()
          },
        },
      ),
    'a symbol': () => Symbol('a'),
    'a function': () => () => 1,
    'toJSON that throws': () => ({
      toJSON: () => {
        throw new Error('broken')
      },
    }),
    'no prototype': () => nothing(),
    nothing: () => undefined,
    null: () => null,
    'a text': () => 'text',
    'a huge list': () => Array.from({ length: 20_000 }, (_, n) => n),
  }

  const slow = {
    '~standard': {
      version: 1,
      vendor: 'test',
      jsonSchema: { input: () => ({}) },
      validate: async (value: unknown) => ({ value }),
    },
  }
  /** What makes an engine look at arguments. */
  const looks: Record<string, { tool?: object; engine?: object; turn?: object }> = {
    approval: { tool: { needsApproval: true }, engine: { approve: () => 'allow' } },
    sharing: { tool: { reads: [], coalesce: true, cache: { ttlMs: 5 } } },
    'a journal': {
      get engine() {
        return { journal: memoryJournal() }
      },
    },
    references: { turn: { references: true } },
    'a JSON Schema': { tool: { inputSchema: { type: 'object', properties: { a: {} } } } },
    'a slow schema, with approval': {
      tool: { inputSchema: slow, needsApproval: true },
      engine: { approve: () => 'allow' },
    },
    'an early start': { tool: { reads: [] } },
    nothing: {},
  }

  for (const [inputName, input] of Object.entries(inputs))
    test(`arguments of ${inputName} stay with their call, whatever looks at them, and however the turn is made`, async () => {
      for (const [lookName, look] of Object.entries(looks))
        for (const way of ['execute', 'turn', 'adopted', 'batch', 'rest'] as const) {
          const what = `${lookName}, ${way}`
          const clock = virtualClock()
          let written = 0
          const engine = engineOf(
            clock,
            [
              make('take', () => 'taken', look.tool),
              make('write', () => void (written += 1), { writes: 'w' }),
            ],
            { batch: true, ...look.engine },
          )
          const step = { id: 's', tool: 'take', input: input() }
          const first: ToolCall =
            way === 'batch'
              ? call('t', 'batch', { steps: [step] })
              : { id: 't', name: 'take', input: input() }
          const found = await strays(async () => {
            const calls = [first, call('w', 'write')]
            const adopt = engine.turn(look.turn)
            if (way === 'adopted') adopt.add(first)
            await clock.advance(1)
            adopt.discard('again', way === 'adopted' ? [] : undefined)
            await clock.run(adopt.report)
            const turn = engine.turn({ ...look.turn, ...(way === 'adopted' && { adopt }) })
            if (way === 'turn' || way === 'adopted') for (const one of calls) void turn.add(one)
            if (way !== 'execute') turn.commit(way === 'rest' || way === 'batch' ? calls : [])
            else turn.commit()
            const report = way === 'execute' ? engine.execute(calls, look.turn) : turn.report
            const { results } = await finish(clock, report, 100, engine)
            assert.equal(results.map(({ id }) => id).join(), 't,w', what)
            assert.equal(results[1]?.status, 'ok', `${what}: ${String(results[1]?.content)}`)
            assert.match(String(results[0]?.status), /^(ok|failed)$/, what)
          })
          assert.deepEqual(found, [], what)
          assert.equal(written, 1, what)
        }
    })

  /** What is no call at all. */
  const noCalls: Record<string, () => unknown> = {
    null: () => null,
    undefined: () => undefined,
    'a number': () => 5,
    'a text': () => 'write',
    'an empty object': () => ({}),
    'a call without a name': () => ({ id: 'x', input: {} }),
    'a name that is no text': () => ({ id: 'x', name: { toString: () => 'write' }, input: {} }),
    'an id that is no text': () => ({ id: nothing(), name: 'write', input: {} }),
    'a call that throws when it is read': () =>
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('broken')
          },
        },
      ),
    'a list': () => [],
  }
  for (const [name, noCall] of Object.entries(noCalls))
    test(`${name} among the calls has a failed result in its place, and the others run at once`, async () => {
      for (const at of [0, 1, 2])
        for (const way of ['execute', 'add', 'commit', 'discard'] as const) {
          const clock = virtualClock()
          const written: string[] = []
          const write = make('write', (_input, { callId }) => void written.push(callId), {
            writes: 'w',
          })
          const engine = engineOf(clock, [write])
          const calls: unknown[] = [call('a', 'write'), call('b', 'write')]
          calls.splice(at, 0, noCall())
          const found = await strays(async () => {
            let report = undefined
            if (way === 'execute') report = engine.execute(calls as never)
            else {
              const turn = engine.turn()
              if (way === 'add') for (const one of calls) void turn.add(one as never)
              if (way === 'discard') turn.discard('no', calls as never)
              else turn.commit(way === 'commit' ? (calls as never) : [])
              ;({ report } = turn)
            }
            const { results } = await finish(clock, report, 10, engine)
            assert.equal(results.length, 3)
            for (const one of results) JSON.stringify(one)
            if (way === 'discard') return
            assert.equal(results[at]?.status, 'failed', `${way}, at ${at}`)
            assert.deepEqual(written, ['a', 'b'], `${way}, at ${at}`)
          })
          assert.deepEqual(found, [], `${way}, at ${at}`)
        }
    })

  test('null among the calls is told by the code invalid_call', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('write', () => 1, { writes: 'w' })])
    const { results } = await clock.run(engine.execute([call('a', 'write'), null] as never))
    assert.deepEqual(
      results.map(({ error }) => error?.code),
      [undefined, 'invalid_call'],
    )
  })

  test('any number of keys in one call', async () => {
    for (const many of [1_000, 150_000]) {
      const clock = virtualClock()
      const keys = Array.from({ length: many }, (_, n) => `k/${n}`)
      const engine = engineOf(clock, [
        make('reads', () => 1, { reads: () => keys }),
        make('writes', () => 1, { writes: () => keys }),
        make('one', () => 1, { writes: 'k' }),
      ])
      const found = await strays(async () => {
        const calls = [call('w', 'writes'), call('o', 'one'), call('r', 'reads')]
        const { results } = await finish(clock, engine.execute(calls), 10, engine)
        assert.equal(codes(results), 'w ok, o ok, r ok')
      })
      assert.deepEqual(found, [])
    }
  })

  const reasons: Record<string, unknown> = {
    'no prototype': nothing(),
    undefined: undefined,
    null: null,
    'a symbol': Symbol('stop'),
    'a BigInt': 10n,
    'a trap': new Proxy(
      {},
      {
        get: () => {
          throw new Error('broken')
        },
        getPrototypeOf: () => {
          throw new Error('broken')
        },
      },
    ),
    'a text': 'stop',
  }
  for (const [name, reason] of Object.entries(reasons))
    test(`a signal whose reason is ${name} cancels all the same, before and while it runs`, async () => {
      for (const when of ['before', 'while']) {
        const clock = virtualClock()
        const engine = engineOf(clock, [
          make('nap', (_input, { signal }) => sleep(clock, 100, signal)),
        ])
        const abort = new AbortController()
        if (when === 'before') abort.abort(reason)
        const found = await strays(async () => {
          const report = engine.execute([call('c', 'nap')], { signal: abort.signal })
          await clock.advance(10)
          abort.abort(reason)
          const { results } = await finish(clock, report, 1_100, engine)
          assert.equal(codes(results), 'c cancelled', when)
        })
        assert.deepEqual(found, [], when)
      }
    })

  test('a scope that answers by a rejection says nothing of whose result it is, and harms nobody', async () => {
    const clock = virtualClock()
    const scope = (): unknown => Promise.reject(new Error('broken'))
    const engine = engineOf(clock, [make('look', () => 1, { reads: 'k', coalesce: { scope } })])
    const found = await strays(async () => {
      const report = engine.execute([call('a', 'look'), call('b', 'look')])
      const { results, warnings } = await finish(clock, report, 10, engine)
      assert.equal(codes(results), 'a ok, b ok')
      assert.match(warnings.join(), /scope/)
    })
    assert.deepEqual(found, [])
  })

  test('a journal that rejects with a trap is a journal that failed', async () => {
    const trap = (): never => assert.fail('trap')
    const clock = virtualClock()
    const broken = new Proxy({}, { get: trap, getPrototypeOf: trap })
    const journal = {
      ...memoryJournal(),
      turn: () => {
        throw broken
      },
      append: () => Promise.reject(broken as Error),
    }
    const engine = engineOf(clock, [make('write', () => 1, { writes: 'k' })], { journal })
    const found = await strays(async () => {
      const report = engine.execute([call('w', 'write')], { id: 'there before' })
      const { results } = await finish(clock, report, 20_000, engine)
      assert.equal(results[0]?.error?.code, 'journal')
    })
    assert.deepEqual(found, [])
  })

  test('what throws while nobody may move keeps nobody from moving afterwards', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('work', () => 'done')])
    const { mover } = engine.turn() as EngineTurn
    const thrown = new Error('a fault of ours')
    const fails = (): never => {
      throw thrown
    }
    assert.throws(() => mover.hold(fails), thrown)
    const { results } = await clock.run(engine.execute([call('c', 'work')]))
    assert.equal(codes(results), 'c ok')
  })
})
