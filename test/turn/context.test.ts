import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CallContext } from '../../src/call/context/call-context.ts'
import { toolWithContext } from '../../src/call/context/tool-with-context.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { Engine, TurnOptions } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep } from '../../src/util/clock.ts'
import { calls, lab, statuses } from './lab.ts'

/** Whoever looks at it, copies it or writes it down has touched it. */
function untouchable(): object {
  const touched = (what: string) => (): never => {
    throw new Error(`The context was touched: ${what}`)
  }
  const traps = Object.getOwnPropertyNames(Reflect).map((what) => [what, touched(what)])
  return new Proxy(() => {}, Object.fromEntries(traps) as ProxyHandler<() => void>)
}

/** A reader that keeps which context it ran with, by name. */
function reader(log: string[], extra: Partial<ToolDefinition> = {}): AnyTool {
  return tool({
    name: 'read',
    reads: 'x',
    execute: async (_input: Record<string, unknown>, { context }: CallContext) => {
      log.push(nameOf(context))
      await Promise.resolve()
      return nameOf(context)
    },
    ...extra,
  }) as AnyTool
}

const nameOf = (context: unknown): string =>
  (context as { name?: string } | null | undefined)?.name ?? String(context)

const one = { id: 'c1', name: 'read', input: {} }

/** What each of these turns, all under way at once, got. */
async function together(engine: Engine, ...turns: readonly TurnOptions[]): Promise<unknown[]> {
  const reports = await Promise.all(turns.map((options) => engine.execute([one], options)))
  return reports.map(({ results }) => results[0]?.value)
}

describe('the context of a turn', () => {
  test('comes to every function that a call is described to, as the very object', async () => {
    const context = untouchable()
    const seen: Record<string, unknown> = {}
    const see = (where: string, given: CallContext): void => void (seen[where] = given.context)
    const pay = tool({
      name: 'pay',
      reads: (_, given) => (see('reads', given), []),
      writes: (_, given) => (see('writes', given), 'account'),
      needsApproval: (_, given) => (see('needsApproval', given), true),
      execute: (_, given) => see('execute', given),
    })
    const look = tool({
      name: 'look',
      reads: [],
      coalesce: { scope: (_, given) => (see('coalesce', given), '') },
      cache: { ttlMs: 1, scope: (_, given) => (see('cache', given), '') },
      execute: () => 1,
    })
    const engine = createEngine({
      tools: [pay, look],
      approve: (request) => (see('approve', request), 'allow'),
      aroundAttempt: (info, run) => (see('aroundAttempt', info), run()),
    })
    assert.ok(engine.explain(calls('pay'), { context }))
    assert.deepEqual(Object.keys(seen), ['reads', 'writes'])
    const turn = engine.turn({ context })
    turn.add({ id: 'c1', name: 'pay', input: {} })
    turn.add({ id: 'c2', name: 'look', input: {} })
    turn.add({ id: 'c3', name: 'pay', input: {} }, { run: (_, given) => see('run', given) })
    turn.commit()
    assert.equal(statuses((await turn.report).results), 'c1 ok, c2 ok, c3 ok')
    const places =
      'reads writes needsApproval approve aroundAttempt execute coalesce cache run'.split(' ')
    assert.deepEqual(Object.keys(seen).sort(), places.sort())
    for (const given of Object.values(seen)) assert.ok(given === context)
  })

  test('is in no event, result, report or journal, and may hold what cannot be kept', async () => {
    const memory = memoryJournal()
    const records: JournalRecord[] = []
    const journal: Journal = {
      ...memory,
      append: (record) => (records.push(record), memory.append(record)),
    }
    const secret = { token: 'sk-secret', self: null as unknown, big: 1n, open: () => {} }
    secret.self = secret
    const events: unknown[] = []
    const charge = tool({ name: 'charge', writes: 'account', execute: () => 'charged' })
    const failing = tool({
      name: 'failing',
      writes: 'account',
      execute: () => {
        throw new Error('no')
      },
    })
    const engine = createEngine({
      tools: [charge, failing],
      journal,
      onEvent: (e) => events.push(e),
    })
    const report = await engine.execute(calls('charge', 'failing'), { context: secret, id: 't' })
    assert.equal(statuses(report.results), 'c1 ok, c2 failed')
    assert.ok(records.length >= 4)
    const told = JSON.stringify([events, report, records], (_, value: unknown) => {
      assert.notEqual(value, secret)
      return typeof value === 'bigint' ? String(value) : value
    })
    assert.ok(!told.includes('sk-secret'))
    assert.ok(!Object.isFrozen(secret))
  })

  test('is that of the turn around a turn, unless that is given one of its own', async () => {
    const seen: string[] = []
    const late = Promise.withResolvers<void>()
    const after = Promise.withResolvers<unknown>()
    const inner = createEngine({ tools: [reader(seen)] })
    const outer = tool({
      name: 'outer',
      execute: async () => {
        for (const options of [{}, { context: { name: 'own' } }, { context: null }])
          await inner.execute([one], options)
        // Begun when the tool has returned, it is its work all the same.
        void late.promise.then(() => inner.execute([one])).then(after.resolve)
      },
    })
    const { results } = await createEngine({ tools: [outer] }).execute(calls('outer'), {
      context: { name: 'around' },
    })
    assert.equal(results[0]?.status, 'ok')
    late.resolve()
    await after.promise
    assert.deepEqual(seen, ['around', 'own', 'null', 'around'])
    await inner.execute([one])
    assert.equal(seen.at(-1), 'undefined')
  })

  test('is that of the steps of a plan, and of their keys', async () => {
    const seen: string[] = []
    const tools = [reader(seen, { reads: (_, given) => `of/${nameOf(given.context)}` })]
    const engine = createEngine({ tools, batch: true })
    const steps = [{ id: 's1', tool: 'read', input: {} }]
    const plan = [{ id: 'p', name: 'batch', input: { steps } }]
    const context = { name: 'ann' }
    assert.deepEqual(engine.explain(plan, { context }).calls[0]?.effects?.reads, ['of/ann'])
    const { outcome } = await engine.execute(plan, { context })
    assert.deepEqual([outcome, seen], ['complete', ['ann']])
  })

  test('decides which keys a call touches, so that two tenants wait for nobody', async () => {
    const { clock, log, nap, engine } = lab()
    const write = nap('write', 10, { writes: (_, given) => `rows/${nameOf(given.context)}` })
    const run = engine([write])
    const of = (name: string) => run.execute(calls('write'), { context: { name } })
    await clock.run(Promise.all([of('a'), of('b'), of('a')]))
    assert.deepEqual(
      log.filter((line) => line.includes('start')),
      ['0 start write', '0 start write', '10 start write'],
    )
  })

  test('is given again when a turn is taken up, for it is kept nowhere', async () => {
    const journal = memoryJournal()
    const seen: string[] = []
    const first = reader(seen, { reads: undefined, writes: 'x' })
    const engine = (): Engine => createEngine({ tools: [first], journal: { ...journal } })
    const options = { id: 't', context: { name: 'before' } }
    await engine().execute([one], options)
    const two = [one, { ...one, id: 'c2' }]
    const { results } = await engine().execute(two, { id: 't', context: { name: 'again' } })
    assert.deepEqual(
      results.map(({ value }) => value),
      ['before', 'again'],
    )
    await engine().execute([...two, { ...one, id: 'c3' }], { id: 't' })
    assert.deepEqual(seen, ['before', 'again', 'undefined'])
  })

  test('of who joins a turn is not used: each call runs once, with that of who was first', async () => {
    const { clock } = lab()
    const seen: string[] = []
    const slow = tool({
      name: 'read',
      writes: 'x',
      execute: async (_, { context }) => {
        seen.push(nameOf(context))
        await sleep(clock, 5)
      },
    })
    const engine = createEngine({ tools: [slow], journal: memoryJournal(), clock })
    const turns = ['first', 'second'].map((name) =>
      engine.execute([one], { id: 't', context: { name } }),
    )
    const reports = await clock.run(Promise.all(turns))
    assert.deepEqual(
      [reports.map(({ outcome }) => outcome), seen],
      [['complete', 'complete'], ['first']],
    )
  })
})

describe('calls of different contexts', () => {
  const shared = { coalesce: true, cache: { ttlMs: 60_000 } }

  test('share nothing, unless the tool names a scope', async () => {
    for (const extra of [{ coalesce: true }, { cache: { ttlMs: 60_000 } }, shared]) {
      const seen: string[] = []
      const engine = createEngine({ tools: [reader(seen, extra)] })
      const [a, alike] = [{ name: 'a' }, { name: 'a' }]
      const turns = [a, { name: 'b' }, undefined, alike, 'a', 5, '5', a].map((context) => ({
        context,
      }))
      const got = await together(engine, ...turns)
      assert.deepEqual(got, ['a', 'b', 'undefined', 'a', 'a', '5', '5', 'a'])
      // But for the last one, whose context is the very object of the first.
      assert.deepEqual(seen, ['a', 'b', 'undefined', 'a', 'a', '5', '5'])
    }
  })

  test('share what a scope lets them', async () => {
    const byTenant = (_: unknown, { context }: CallContext): string =>
      (context as { tenant: string }).tenant
    const users = [
      { name: 'ann', tenant: 'x' },
      { name: 'bob', tenant: 'x' },
      { name: 'cem', tenant: 'y' },
    ]
    for (const [scope, ran] of [
      [byTenant, ['ann', 'cem']],
      ['everybody', ['ann']],
    ] as const)
      for (const extra of [
        { coalesce: { scope } },
        { cache: { ttlMs: 60_000, scope } },
        { coalesce: true, cache: { ttlMs: 60_000, scope } },
      ]) {
        const seen: string[] = []
        const engine = createEngine({ tools: [reader(seen, extra)] })
        await together(engine, ...users.map((context) => ({ context })))
        assert.deepEqual(seen, ran)
        if ('cache' in extra) await together(engine, { context: users[1] })
        assert.deepEqual(seen, ran)
      }
  })

  test('of turns without one share as ever', async () => {
    const seen: string[] = []
    const engine = createEngine({ tools: [reader(seen, shared)] })
    await together(engine, {}, { context: undefined }, {})
    assert.deepEqual(seen, ['undefined'])
  })

  test('take over no early results of each other', async () => {
    const seen: string[] = []
    const engine = createEngine({ tools: [reader(seen)] })
    const ann = { name: 'ann' }
    const broken = engine.turn({ context: ann })
    await broken.add(one)
    broken.discard('It broke off.')
    for (const [context, ran] of [
      [{ name: 'bob' }, ['ann', 'bob']],
      [ann, ['ann', 'bob']],
    ] as const) {
      await engine.execute([one], { context, adopt: broken })
      assert.deepEqual(seen, ran)
    }
  })
})

test('a tool of a typed context is a tool like any other at run time', async () => {
  const appTool = toolWithContext<{ user: string }>()
  const whoami = appTool({ name: 'whoami', reads: [], execute: (_, { context }) => context.user })
  const engine = createEngine({ tools: [whoami] })
  const { results } = await engine.execute(calls('whoami'), { context: { user: 'ann' } })
  assert.equal(results[0]?.value, 'ann')
})
