import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe } from 'node:test'
import vm from 'node:vm'
import * as fc from 'fast-check'
import { anthropic } from '../../../src/anthropic.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, codes, engineOf, finish, make, nothingHeld, test, type Input } from './kit.ts'
import { cases } from '../../support/cases.ts'

interface Asked {
  readonly call: { readonly name: string; readonly input: unknown }
}

const give = (value: unknown) => make('give', () => value, { reads: [] })

describe('K7: whoever decides is shown what happens', () => {
  /** Inputs of `pay`, and what they come to when `f` gave this. */
  const given = { sum: 1_000_000, to: { name: 'Eve' }, list: [1, 2] }
  const inputs: Record<string, [Input, Input]> = {
    'a value': [{ sum: '${f.sum}' }, { sum: 1_000_000 }],
    'a value within a text': [{ note: 'pay ${f.to.name} ${f.sum}' }, { note: 'pay Eve 1000000' }],
    'a whole result': [{ all: '${f}' }, { all: given }],
    'an item of a list': [{ sum: '${f.list[1]}' }, { sum: 2 }],
    'deep inside': [{ a: [{ b: '${f.sum}' }] }, { a: [{ b: 1_000_000 }] }],
    'what is escaped': [{ text: '$${f.sum}' }, { text: '${f.sum}' }],
  }
  for (const [name, [input, resolved]] of Object.entries(inputs))
    for (const way of ['references', 'batch'] as const)
      test(`approve sees ${name} of an earlier result, resolved, in ${way}`, async () => {
        const clock = virtualClock()
        const asked: unknown[] = []
        const ran: unknown[] = []
        const engine = engineOf(
          clock,
          [
            give(given),
            make('pay', (input) => void ran.push(input), { writes: 'x', needsApproval: true }),
          ],
          {
            batch: true,
            approve: ({ call: { input } }: Asked) => {
              asked.push(structuredClone(input))
              return 'allow'
            },
          },
        )
        const report =
          way === 'references'
            ? engine.execute([call('f', 'give'), call('p', 'pay', input)], { references: true })
            : engine.execute([
                call('b', 'batch', {
                  steps: [
                    { id: 'f', tool: 'give', input: {} },
                    { id: 'p', tool: 'pay', input },
                  ],
                }),
              ])
        await finish(clock, report, 10, engine)
        assert.deepEqual(asked, [resolved])
        assert.deepEqual(ran, [resolved])
      })

  test('a rule on the value denies, wherever the value comes from', async () => {
    for (const way of ['plain', 'references', 'batch', 'batch in order'] as const) {
      const clock = virtualClock()
      let paid = 0
      const engine = engineOf(
        clock,
        [give(given), make('pay', () => void (paid += 1), { writes: 'x', needsApproval: true })],
        {
          batch: true,
          approve: ({ call: { input } }: Asked) =>
            Number((input as Input)['sum']) < 1_000 ? 'allow' : 'deny',
        },
      )
      const pay = { sum: way === 'plain' ? given.sum : '${f.sum}' }
      const steps = [
        { id: 'f', tool: 'give', input: {} },
        { id: 'p', tool: 'pay', input: pay },
      ]
      if (way === 'batch') steps.reverse()
      const calls = way.startsWith('batch')
        ? [call('b', 'batch', { steps })]
        : [call('f', 'give'), call('p', 'pay', pay)]
      await finish(clock, engine.execute(calls, { references: way === 'references' }), 10, engine)
      assert.equal(paid, 0, way)
    }
  })

  test('approve and needsApproval see the input as the schema made it, and so does the tool', async () => {
    const clock = virtualClock()
    const seen: unknown[] = []
    const engine = engineOf(
      clock,
      [
        make('pay', (input) => void seen.push(input), {
          writes: (input: Input) => `account/${String(input['sum'])}`,
          inputSchema: {
            '~standard': {
              version: 1,
              vendor: 'test',
              jsonSchema: { input: () => ({}) },
              validate: async ({ sum }: Input) => ({
                value: { sum: Number(sum) * 100, cents: true },
              }),
            },
          },
          needsApproval: (input: Input) => {
            seen.push(input)
            return true
          },
        }),
      ],
      { approve: ({ call: { input } }: Asked) => (seen.push(input), 'allow') },
    )
    await finish(clock, engine.execute([call('p', 'pay', { sum: '5' })]), 10, engine)
    const made = { sum: 500, cents: true }
    assert.deepEqual(seen, [made, made, made])
  })

  const schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      jsonSchema: { input: () => ({}) },
      validate: (value: Input) =>
        typeof value['key'] === 'string' ? { value } : { issues: [{ message: 'Expected a key.' }] },
    },
  }
  const answers: Record<string, [unknown, string, unknown[]]> = {
    'allow with another input': [{ decision: 'allow', input: { key: 'b' } }, 'ok', [{ key: 'b' }]],
    'allow with an input that does not fit': [
      { decision: 'allow', input: { key: 5 } },
      'approval_failed',
      [],
    ],
    'allow with no input': [{ decision: 'allow' }, 'ok', [{ key: 'a' }]],
    'allow with an input of undefined': [
      { decision: 'allow', input: undefined },
      'ok',
      [{ key: 'a' }],
    ],
    'deny with another input': [{ decision: 'deny', input: { key: 'b' } }, 'denied', []],
    allow: ['allow', 'ok', [{ key: 'a' }]],
    true: [true, 'approval_failed', []],
    'an odd word': ['yes', 'approval_failed', []],
    'an odd decision': [{ decision: 'maybe' }, 'approval_failed', []],
    'a decision that is no text': [
      { decision: { toString: () => 'allow' } },
      'approval_failed',
      [],
    ],
    nothing: [undefined, 'approval_failed', []],
  }
  for (const [name, [answer, told, runs]] of Object.entries(answers))
    for (const late of [false, true])
      test(`approve says ${name}${late ? ', late' : ''}: the call ends as ${told}`, async () => {
        const clock = virtualClock()
        const ran: unknown[] = []
        const tools = [
          make('edit', (input) => void ran.push(input), {
            writes: (input: Input) => String(input['key']),
            inputSchema: schema,
            needsApproval: true,
          }),
        ]
        const engine = engineOf(clock, tools, {
          approve: () => (late ? sleep(clock, 5).then(() => answer) : answer),
        })
        const { results } = await finish(
          clock,
          engine.execute([call('c', 'edit', { key: 'a' })]),
          10,
          engine,
        )
        assert.equal(codes(results), `c ${told}`)
        assert.deepEqual(ran, runs)
      })

  test('an input that was replaced is kept in order by what it touches, not by what the model asked for', async () => {
    const clock = virtualClock()
    const under = new Set<string>()
    const engine = engineOf(
      clock,
      [
        make(
          'edit',
          async (input) => {
            const key = String(input['key'])
            assert.ok(!under.has(key), 'two writes of one key at once')
            under.add(key)
            await sleep(clock, 10)
            under.delete(key)
          },
          {
            writes: (input: Input) => String(input['key']),
            needsApproval: (input: Input) => input['key'] === 'a',
          },
        ),
      ],
      { approve: () => ({ decision: 'allow', input: { key: 'b' } }) },
    )
    const calls = ['b', 'a', 'a', 'b'].map((key, n) => call(`c${n}`, 'edit', { key }))
    const { results } = await finish(clock, engine.execute(calls), 40, engine)
    assert.equal(codes(results), 'c0 ok, c1 ok, c2 ok, c3 ok')
    assert.equal(clock.now(), 40)
  })

  test('needsApproval: only false, by itself or as an answer, lets a call run unasked', async () => {
    const tell = (value: unknown) => make('t', () => 1, { needsApproval: value, writes: 'x' })
    for (const value of ['always', 1, 0, '', {}, [], null, Symbol('s'), 10n])
      assert.throws(() => tell(value), { name: 'UsageError' }, String(typeof value))
    const answers: [unknown, boolean][] = [
      [false, false],
      [Promise.resolve(false), false],
      ...[
        true,
        0,
        '',
        null,
        undefined,
        NaN,
        'false',
        {},
        [],
        new Boolean(false),
        Promise.resolve(0),
      ].map((answer): [unknown, boolean] => [answer, true]),
      [vm.runInNewContext('Promise.resolve(false)'), false],
      [vm.runInNewContext('Promise.resolve(undefined)'), true],
    ]
    for (const [answer, isAsked] of answers) {
      const clock = virtualClock()
      let asked = 0
      const engine = engineOf(clock, [tell(() => answer)], {
        approve: () => ((asked += 1), 'allow'),
      })
      const { results } = await finish(clock, engine.execute([call('c', 't')]), 10, engine)
      assert.equal(codes(results), 'c ok')
      assert.equal(asked, isAsked ? 1 : 0, String(answer))
    }
  })

  test('a schema that answers by a thenable, of this realm or another, is waited for', async () => {
    const value = { key: 'k' }
    const thenables: Record<string, () => unknown> = {
      promise: () => Promise.resolve({ value }),
      'promise of another realm': () =>
        vm.runInNewContext('Promise.resolve({ value: { key: "k" } })'),
      thenable: () => ({ then: (yes: (given: unknown) => void) => yes({ value }) }),
      'late thenable': () => ({
        then: (yes: (given: unknown) => void) => void setImmediate(yes, { value }),
      }),
      'a promise of issues of another realm': () =>
        vm.runInNewContext('Promise.resolve({ issues: [{ message: "no" }] })'),
    }
    for (const [name, validate] of Object.entries(thenables)) {
      const clock = virtualClock()
      const ran: unknown[] = []
      const inputSchema = {
        '~standard': { version: 1, vendor: 'test', jsonSchema: { input: () => ({}) }, validate },
      }
      const engine = engineOf(clock, [
        make('t', (input) => void ran.push({ ...input }), { inputSchema }),
      ])
      const { results } = await finish(
        clock,
        engine.execute([call('c', 't', { raw: 1 })]),
        10,
        engine,
      )
      const isWrong = name.includes('issues')
      assert.equal(codes(results), isWrong ? 'c invalid_input' : 'c ok', name)
      assert.deepEqual(ran, isWrong ? [] : [value], name)
    }
  })

  test('what explain says of references is what happens, also where ids are doubled or point nowhere', async () => {
    const step = fc.record({
      id: fc.constantFrom('c0', 'c1', 'c2', ''),
      needs: fc.constantFrom(undefined, 'c0', 'c1', 'c2', 'c9'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const clock = virtualClock()
        const ran: unknown[] = []
        const take = make('take', async (input) => {
          ran.push(input['n'])
          await sleep(clock, 5)
          assert.notEqual(input['from'], null, 'it ran with nothing')
          return { n: input['n'] }
        })
        const engine = engineOf(clock, [take])
        const calls = steps.map(({ id, needs }, n) =>
          call(id, 'take', { n, ...(needs !== undefined && { from: `\${${needs}}` }) }),
        )
        const { calls: planned } = engine.explain(calls, { references: true })
        const { results } = await finish(
          clock,
          engine.execute(calls, { references: true }),
          100,
          engine,
        )
        for (const [n, { runs, waitsFor }] of planned.entries()) {
          const { status, error } = results[n] as (typeof results)[number]
          assert.equal(
            ran.includes(n),
            runs,
            `call ${n}: explained ${runs}, told ${error?.code ?? status}`,
          )
          for (const { index } of waitsFor) assert.ok(index < n)
        }
      }),
      { numRuns: cases(300) },
    )
  })

  test('an early result is taken over only while what it read is unchanged', async () => {
    for (const keys of ['doc', 'doc/a', '*', 'other'])
      for (const who of ['another turn', 'another turn, failing', 'the message itself'] as const) {
        const clock = virtualClock()
        let doc = 1
        const engine = engineOf(clock, [
          make('read', () => sleep(clock, 1).then(() => doc), { reads: 'doc' }),
          make(
            'write',
            async () => {
              await sleep(clock, 1)
              if (keys !== 'other') doc += 1
              if (who.endsWith('failing')) throw new Error('half done')
            },
            { writes: keys },
          ),
        ])
        const broken = engine.turn()
        void broken.add(call('r', 'read'))
        await clock.advance(5)
        broken.discard('broken off')
        await clock.run(broken.report)
        if (who !== 'the message itself') await clock.run(engine.execute([call('w', 'write')]))
        const again = engine.turn({ adopt: broken })
        if (who === 'the message itself') void again.add(call('w', 'write'))
        void again.add(call('r', 'read'))
        again.commit()
        const { results } = await finish(clock, again.report, 10, engine)
        assert.equal(results.at(-1)?.value, doc, `${keys}, ${who}`)
      }
  })

  test('each consumer of a shared, cached or adopted value has one of its own', async () => {
    for (const options of [
      { coalesce: true },
      { cache: { ttlMs: 1_000 } },
      { coalesce: true, cache: { ttlMs: 1_000 } },
    ]) {
      const clock = virtualClock()
      const holder: { engine?: Engine } = {}
      const engine = (holder.engine = engineOf(clock, [
        make(
          'list',
          () =>
            sleep(clock, 1).then(() => ({
              items: [{ n: 1 }],
              at: new Date(5),
              map: new Map([[1, [2]]]),
            })),
          { reads: 'x', ...options },
        ),
      ]))
      const values: { items: { n: number }[] }[] = []
      for (const ids of [['a', 'b', 'c'], ['d'], ['e', 'f']]) {
        const { results } = await clock.run(engine.execute(ids.map((id) => call(id, 'list'))))
        for (const { value } of results) {
          const one = value as (typeof values)[number]
          assert.deepEqual(one.items, [{ n: 1 }])
          one.items.push({ n: 2 })
          ;(one.items[0] as { n: number }).n = 99
          values.push(one)
        }
      }
      assert.equal(new Set(values).size, values.length)
      await nothingHeld(clock, engine)
    }
    // What cannot be copied is not shared: each call runs for itself.
    const clock = virtualClock()
    let runs = 0
    const odd = make('odd', () => ((runs += 1), { run: () => runs }), {
      reads: 'x',
      coalesce: true,
      cache: { ttlMs: 1_000 },
    })
    const engine = engineOf(clock, [odd])
    const { results } = await finish(
      clock,
      engine.execute([call('a', 'odd'), call('b', 'odd')]),
      10,
      engine,
    )
    assert.equal(codes(results), 'a ok, b ok')
    assert.equal(runs, 2)
  })

  test('a scope keeps users apart, shared or cached, and is asked in the turn’s own context', async () => {
    const user = new AsyncLocalStorage<string>()
    const scopes: Record<string, unknown> = {
      'by the context': () => user.getStore() ?? 'nobody',
      'by the input': ({ tenant }: Input) => String(tenant),
      none: undefined,
    }
    for (const [name, scope] of Object.entries(scopes))
      for (const options of [{ coalesce: { scope } }, { cache: { ttlMs: 1_000, scope } }]) {
        const clock = virtualClock()
        const engine = engineOf(clock, [
          make(
            'me',
            async (input) => {
              await sleep(clock, 5)
              return name === 'by the input' ? input['tenant'] : user.getStore()
            },
            { reads: 'x', ...options },
          ),
        ])
        const ask = (who: string) =>
          user.run(who, () =>
            engine.execute([call('c', 'me', name === 'by the input' ? { tenant: who } : {})]),
          )
        const reports = await finish(
          clock,
          Promise.all(['ann', 'bob', 'ann', 'bob'].map(ask)),
          100,
          engine,
        )
        const told = reports.map(({ results }) => String(results[0]?.value))
        if (scope !== undefined) assert.deepEqual(told, ['ann', 'bob', 'ann', 'bob'], name)
        else assert.equal(new Set(told).size, 1, 'without a scope one serves all')
      }
  })

  test('every callback runs in its own turn’s context, whoever makes it run', async () => {
    const tenant = new AsyncLocalStorage<string>()
    const clock = virtualClock()
    const heard: string[] = []
    const hear = (what: string, of: unknown): void => {
      if (tenant.getStore() !== of)
        heard.push(`${what} of ${String(of)} ran in ${tenant.getStore()}`)
    }
    const of = (input: unknown): unknown => (input as Input)['tenant']
    const slow = async (value: Input) => {
      hear('validate', of(value))
      await sleep(clock, 3)
      return { value }
    }
    const engine = engineOf(
      clock,
      [
        make(
          'work',
          async (input) => {
            hear('execute', of(input))
            await sleep(clock, 7)
            hear('execute, later', of(input))
            if (input['fails'] === true) throw Object.assign(new Error('503'), { status: 503 })
          },
          {
            inputSchema: {
              '~standard': {
                version: 1,
                vendor: 'test',
                jsonSchema: { input: () => ({}) },
                validate: slow,
              },
            },
            reads: (input: unknown) => (hear('reads', of(input)), 'all'),
            writes: (input: unknown) => (hear('writes', of(input)), 'doc'),
            needsApproval: (input: unknown) => (hear('needsApproval', of(input)), true),
            idempotent: true,
            retries: 1,
            limit: 'crm',
          },
        ),
        make(
          'look',
          async (input) => {
            hear('execute of a read', of(input))
            await sleep(clock, 7)
          },
          {
            reads: 'look',
            coalesce: { scope: (input: unknown) => (hear('scope', of(input)), String(of(input))) },
          },
        ),
      ],
      {
        concurrency: 2,
        limits: { crm: { concurrency: 1 } },
        approve: async ({ call: { input } }: Asked) => {
          hear('approve', of(input))
          await sleep(clock, 4)
          return 'allow' as const
        },
        onEvent: (event: { turnId: string; type: string }): void =>
          hear(`onEvent, ${event.type},`, event.turnId),
        aroundAttempt: ({ turnId }: { turnId: string }, run: () => unknown) => (
          hear('aroundAttempt', turnId),
          run()
        ),
      },
    )
    const turns = ['ann', 'bob', 'cy'].map((id) =>
      tenant.run(id, async () => {
        const turn = engine.turn({
          id,
          onEvent: (event) => hear(`onEvent of the turn, ${event.type},`, event.turnId),
        })
        for (let n = 0; n < 4; n += 1)
          void turn.add(call(`c${n}`, n % 2 ? 'look' : 'work', { tenant: id, fails: n === 2 }))
        // The commit itself comes from elsewhere, as from a stream.
        tenant.run('', () => turn.commit())
        return turn.report
      }),
    )
    await finish(clock, Promise.all(turns), 10_000, engine)
    assert.deepEqual([...new Set(heard)], [])
  })

  test('an engine used inside approve or onEvent inherits nothing of the call that made it run', async () => {
    const clock = virtualClock()
    const holder: { engine?: Engine } = {}
    const under: string[] = []
    const inner: Promise<unknown>[] = []
    const engine = (holder.engine = engineOf(
      clock,
      [
        make(
          'write',
          async (input) => {
            assert.equal(under.length, 0, `${String(input['by'])} wrote beside ${under.join()}`)
            under.push(String(input['by']))
            await sleep(clock, 10)
            under.pop()
          },
          { writes: 'doc', needsApproval: ({ by }: Input) => by === 'a person' },
        ),
      ],
      {
        approve: async () => {
          inner.push((holder.engine as Engine).execute([call('i', 'write', { by: 'approve' })]))
          await sleep(clock, 2)
          return 'allow' as const
        },
      },
    ))
    const onEvent = (event: { type: string }): void => {
      if (event.type === 'call.started')
        inner.push((holder.engine as Engine).execute([call('e', 'write', { by: 'onEvent' })]))
    }
    const turns = [
      engine.execute([call('c', 'write', { by: 'one' }), call('d', 'write', { by: 'a person' })], {
        onEvent,
      }),
      engine.execute([call('c', 'write', { by: 'two' })], { onEvent }),
    ]
    await clock.run(Promise.all(turns))
    for (const report of (await clock.run(Promise.all(inner))) as { outcome: string }[])
      assert.equal(report.outcome, 'complete')
    await nothingHeld(clock, engine)
  })

  test('peakConcurrency counts attempts under way, not calls in back-off', async () => {
    for (const concurrency of [1, 2, 3]) {
      const clock = virtualClock()
      const engine = engineOf(
        clock,
        [
          make(
            'flaky',
            async (_input, { attempt }) => {
              await sleep(clock, 10)
              if (attempt < 3) throw Object.assign(new Error('busy'), { status: 503 })
            },
            { reads: [], retries: 3 },
          ),
        ],
        { concurrency, retryBudget: false },
      )
      const { stats } = await finish(
        clock,
        engine.execute(Array.from({ length: 6 }, (_, n) => call(`c${n}`, 'flaky'))),
        100_000,
        engine,
      )
      assert.equal(stats.peakConcurrency, concurrency)
    }
  })

  test('a tool or a person that changes an input changes it for nobody else', async () => {
    const clock = virtualClock()
    const ran: unknown[] = []
    const spoil = (input: Input): void => {
      ran.push(structuredClone(input))
      input['path'] = 'b'
      ;(input['list'] as unknown[]).push(3)
    }
    const work = make(
      'work',
      (input) => {
        spoil(input)
        throw new ToolError('later', { nothingDone: true, retryable: true })
      },
      { writes: (input: Input) => String(input['path']), needsApproval: true, retries: 1 },
    )
    const journal = memoryJournal()
    const engine = engineOf(clock, [work], {
      journal,
      batch: true,
      approve: ({ call: { input } }: Asked) => (spoil(input as Input), 'allow'),
    })
    const input = { path: 'a', list: [1, 2] }
    const calls = [
      call('c', 'work', structuredClone(input)),
      call('b', 'batch', { steps: [{ id: 's', tool: 'work', input: structuredClone(input) }] }),
    ]
    const before = structuredClone(calls)
    const { warnings } = await finish(clock, engine.execute(calls, { id: 't' }), 1_000, engine)
    assert.deepEqual(ran, [input, input, input, input, input, input], 'asked, and run twice, each')
    assert.deepEqual(calls, before)
    assert.deepEqual(warnings, [], 'the journal has kept the results')
    const reply = await anthropic.answer(engineOf(clock, [make('work', spoil)]), {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'c', name: 'work', input: structuredClone(input) }],
      stop_reason: 'tool_use',
    })
    assert.deepEqual(reply.messages[0]?.content[0], {
      type: 'tool_use',
      id: 'c',
      name: 'work',
      input,
    })
  })

  test('what checks and orders a call runs in its turn’s context, whoever moves it', async () => {
    const tenant = new AsyncLocalStorage<string>()
    const clock = virtualClock()
    const heard: string[] = []
    const hear = (what: string, input: unknown): void => {
      const of = (input as Input)['tenant']
      if (tenant.getStore() !== of) heard.push(`${what} of ${String(of)}`)
    }
    const validate = (value: unknown) => (hear('validate', value), { value })
    const keys = (what: string) => (input: unknown) => (hear(what, input), 'k')
    const engine = engineOf(clock, [
      make('work', () => 1, {
        inputSchema: {
          '~standard': { version: 1, vendor: 'test', jsonSchema: { input: () => ({}) }, validate },
        },
        reads: keys('reads'),
        writes: keys('writes'),
      }),
    ])
    const turns = ['ann', 'bob'].map((id) => tenant.run(id, () => engine.turn({ id })))
    // Whatever stream hands them over, and whoever is served by the same flush.
    tenant.run('a stream', () => {
      for (const turn of turns) void turn.add(call('c', 'work', { tenant: turn.id }))
      for (const turn of turns) turn.commit([call('d', 'work', { tenant: turn.id })])
    })
    await finish(clock, Promise.all(turns.map(({ report }) => report)), 10, engine)
    assert.deepEqual(heard, [])
  })
})

describe('K7: what was early, or there already, is the truth still', () => {
  /** Runs `r` early in a turn that is discarded, and gives that turn. */
  async function discarded(clock: VirtualClock, engine: Engine, spoil?: (value: Input) => void) {
    const turn = engine.turn()
    const { value } = await clock.run(turn.add(call('r', 'r')))
    spoil?.(value as Input)
    turn.discard('cut off')
    await clock.run(turn.report)
    return turn
  }

  test('a turn of another engine, whose writes are not known here, gives nothing', async () => {
    const clock = virtualClock()
    let state = 0
    const tools = [
      make('r', () => state, { reads: 'k' }),
      make('w', () => (state += 1), { writes: 'k' }),
    ]
    const [one, other] = [engineOf(clock, tools), engineOf(clock, tools)]
    for (let write = 0; write < 3; write += 1) await clock.run(one.execute([call('w', 'w')]))
    const adopt = await discarded(clock, one)
    await clock.run(other.execute([call('w', 'w')]))
    const { results } = await clock.run(other.execute([call('r', 'r')], { adopt }))
    assert.equal(results[0]?.value, 4)
  })

  test('a value that was changed by who was given it is not taken over', async () => {
    const clock = virtualClock()
    let ran = 0
    const engine = engineOf(clock, [make('r', () => ({ n: 1, ran: (ran += 1) }), { reads: 'k' })])
    const spoiled = await discarded(clock, engine, (value) => void (value['n'] = 99))
    const { results } = await clock.run(engine.execute([call('r', 'r')], { adopt: spoiled }))
    assert.deepEqual(results[0]?.value, { n: 1, ran: 2 })
    const whole = await discarded(clock, engine)
    const again = await clock.run(engine.execute([call('r', 'r')], { adopt: whole }))
    assert.deepEqual([again.results[0]?.value, ran], [{ n: 1, ran: 3 }, 3])
  })

  test('of calls that were not run nobody is warned that they ran side by side', async () => {
    const clock = virtualClock()
    const work = make('work', () => 1, { needsApproval: true })
    const engine = engineOf(clock, [work], {
      approve: ({ call: { input } }: Asked) => (input as Input)['answer'],
    })
    const turnOf = (...answers: readonly string[]) =>
      clock.run(
        engine.execute(
          answers.map((answer, id) => call(`c${id}`, 'work', { answer, id, path: 'a' })),
        ),
      )
    assert.deepEqual((await turnOf('deny', 'deny')).warnings, [])
    assert.deepEqual((await turnOf('deny', 'allow')).warnings, [])
    assert.match(String((await turnOf('allow', 'allow')).warnings[1]), /side by side/)
  })
})

describe('K7: what was decided on, or begun, is the same after a crash', () => {
  const calls = [call('f', 'fetch'), call('p', 'pay', { sum: '${f.sum}' })]

  /** A world in which `fetch` gives what it costs now, and one engine after another on one journal. */
  function world(options: object = {}) {
    const clock = virtualClock()
    const kept = memoryJournal()
    const state = { sum: 100, dies: true }
    const paid: unknown[] = []
    const tools = [
      make('fetch', () => ({ sum: state.sum }), { reads: 'k', cache: { ttlMs: 1_000_000 } }),
      make('pay', ({ sum }) => (paid.push(sum), state.dies ? new Promise(() => {}) : 'paid'), {
        writes: ['bank', 'k'],
        ...options,
      }),
    ]
    const engine = (journal: object = {}) =>
      engineOf(clock, tools, { journal: { ...kept, ...journal }, approve: () => 'wait' })
    return { clock, kept, state, paid, engine }
  }

  test('what a person has allowed in the journal is what is run', async () => {
    const { clock, kept, state, paid, engine } = world({ needsApproval: true })
    const dies = engine({ decision: () => new Promise(() => {}) })
    dies.turn({ id: 't', references: true }).commit(calls)
    await clock.advance(10)
    const decided = { turnId: 't', callKey: 'p', decision: 'allow', atMs: clock.epochMs() } as const
    await kept.append({ kind: 'call.decided', ...decided })
    Object.assign(state, { sum: 1_000_000, dies: false })
    const { outcome } = await clock.run(engine().execute(calls, { id: 't', references: true }))
    assert.deepEqual([outcome, paid], ['complete', [100]])
  })

  test('what is run again under one idempotency key is run with one input', async () => {
    const { clock, state, paid, engine } = world({ idempotent: true, writes: 'bank' })
    const [fetch, ...rest] = calls
    const turn = engine().turn({ id: 't', references: true })
    // Its result is told before there is a call that names it.
    await clock.run(turn.add(fetch as (typeof calls)[0]))
    turn.commit(rest)
    await clock.advance(10)
    Object.assign(state, { sum: 1_000_000, dies: false })
    const { outcome } = await clock.run(engine().execute(calls, { id: 't', references: true }))
    assert.deepEqual([outcome, paid], ['complete', [100, 100]])
  })

  test('a cached or adopted result that a write came after is given again', async () => {
    for (const how of ['cached', 'adopted']) {
      const { clock, state, engine } = world()
      const before = engine()
      const early = before.turn()
      await clock.run(early.add(call('f', 'fetch')))
      early.discard('cut off')
      if (how === 'cached') await clock.run(before.execute([call('f', 'fetch')]))
      const turn = before.turn({ id: 't', ...(how === 'adopted' && { adopt: early }) })
      const list = [call('f', 'fetch'), call('p', 'pay', { sum: 1 })]
      turn.commit(list)
      await clock.advance(10)
      state.sum = 99
      const { results } = await clock.run(engine().execute(list, { id: 't' }))
      assert.deepEqual(results[0]?.value, { sum: 100 }, how)
    }
  })
})
