import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'
import { createGuard } from '../../src/adapt/guard.ts'
import { valueOf } from '../../src/adapt/tool-call-error.ts'
import { withdraw } from '../../src/call/errors/withdraw.ts'
import type { TurnEvent } from '../../src/call/report/event.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { holdings } from '../../src/turn/holdings.ts'
import { nextTurn } from '../../src/util/clock.ts'

const call = (id: string, name = 'edit') => ({ id, name, input: { id } })

/** An engine, the ids of its turns, and the ends of them. */
function watched(options = {}) {
  const begun = new Set<string>()
  const ended: string[] = []
  const onEvent = ({ type, turnId }: TurnEvent): void => {
    begun.add(turnId)
    if (type === 'turn.settled') ended.push(turnId)
  }
  return { engine: createEngine({ tools: [], onEvent, ...options }), begun, ended }
}

test('calls that come one by one are one turn, which ends once none is under way', async () => {
  const { engine, begun, ended } = watched()
  const step = createGuard(engine, { edit: { writes: 'file' } }).step({})
  // As frameworks do that bound the calls in flight: the next one comes when a result is there.
  for (const id of ['a', 'b', 'c']) {
    const { value } = await step.run(call(id), async () => `did ${id}`)
    assert.equal(value, `did ${id}`)
  }
  assert.equal(begun.size, 1)
  assert.deepEqual(ended, [])
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.equal(ended.length, 1)
  assert.deepEqual(Object.values(holdings(engine)).filter(Boolean), [])
})

test('after its end a step takes calls again, in another turn of the same id', async () => {
  const { engine, ended } = watched({ journal: memoryJournal() })
  const step = createGuard(engine).step({}, { id: 'run/1' })
  await step.run(call('a'), () => 1)
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.equal((await step.run(call('b'), () => 2)).value, 2)
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.deepEqual(ended, ['run/1', 'run/1'])
})

test('G2: calls run in the model’s order, whichever comes first', async () => {
  const { engine } = watched()
  const guard = createGuard(engine, { edit: { writes: 'file' } })
  const ran: string[] = []
  const step = guard.step({}, { callIds: ['a', 'b', 'c', 'd'] })
  const runs = ['c', 'd', 'a', 'b'].map((id) => step.run(call(id), () => void ran.push(id)))
  await Promise.all(runs)
  assert.deepEqual(ran, ['a', 'b', 'c', 'd'])
})

test('G1: a call that never comes keeps the others waiting no longer than the loop turns', async () => {
  const { engine } = watched()
  const ran: string[] = []
  const guard = createGuard(engine, { edit: { writes: 'file' } })
  const step = guard.step({}, { callIds: ['refused', 'b', 'c', 'c'] })
  const runs = ['c', 'b', 'unheard of'].map((id) => step.run(call(id), () => void ran.push(id)))
  await Promise.all(runs)
  assert.deepEqual(ran.toSorted(), ['b', 'c', 'unheard of'])
  assert.ok(ran.indexOf('b') < ran.indexOf('c'))
  await step.run(call('refused'), () => void ran.push('refused'))
  await step.run(call('c'), () => void ran.push('c again'))
  assert.deepEqual(ran.slice(3), ['refused', 'c again'])
})

test('G1: calls with one id that wait for an earlier one are all run', async () => {
  const { engine } = watched()
  const ran: string[] = []
  const step = createGuard(engine).step({}, { callIds: ['a', 'b', 'b'] })
  const runs = ['b', 'b', 'a'].map((id, n) => step.run(call(id), () => void ran.push(`${id}${n}`)))
  await Promise.all(runs)
  assert.deepEqual(ran, ['a2', 'b0', 'b1'])
})

test('each body runs in the context of its own call, also if it had to wait for another to come', async () => {
  const { engine } = watched({ concurrency: 1 })
  const span = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const step = createGuard(engine).step({}, { callIds: ['a', 'b'] })
  const run = (id: string): Promise<unknown> =>
    span.run(id, () => step.run(call(id), () => void seen.push([id, span.getStore()])))
  await Promise.all([run('b'), run('a')])
  assert.deepEqual(seen, [
    ['a', 'a'],
    ['b', 'b'],
  ])
})

test('a body that is withdrawn rejects its own call with its error, and the step goes on and ends', async () => {
  const { engine, ended } = watched()
  const step = createGuard(engine).step({})
  const interrupt = new Error('May I?')
  const asked = step.run(call('a'), () => withdraw(interrupt))
  const other = step.run(call('b'), () => 'fine')
  await assert.rejects(asked, interrupt)
  assert.equal(valueOf(await other), 'fine')
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.equal(ended.length, 1)
})

test('a tool without rules is one that declares nothing, and joins a step that is under way', async () => {
  const { engine } = watched()
  const step = createGuard(engine, { edit: { writes: 'file' } }).step({})
  const held = Promise.withResolvers<string>()
  const first = step.run(call('a'), () => held.promise)
  const second = await step.run(call('b', 'other'), () => 'beside it')
  assert.equal(second.value, 'beside it')
  held.resolve('done')
  assert.equal((await first).value, 'done')
})

test('a signal stops its call alone; one that has fired starts nothing', async () => {
  const { engine } = watched()
  const step = createGuard(engine).step({})
  const stop = new AbortController()
  const stopped = step.run(call('a'), () => new Promise(() => {}), stop.signal)
  const other = step.run(call('b'), () => 'fine')
  stop.abort(new Error('No more.'))
  assert.equal((await stopped).status, 'cancelled')
  assert.equal((await other).status, 'ok')
  const late = await step.run(call('c'), () => assert.fail('it ran'), stop.signal)
  assert.deepEqual([late.status, late.attempts], ['cancelled', 0])
})

test('the rules’ functions get the step’s context, and the input that is not an object as one', async () => {
  const { engine } = watched()
  const keys: unknown[] = []
  const writes = (input: unknown, { context }: { context: unknown }): string => {
    keys.push([input, context])
    return 'x'
  }
  const guard = createGuard(engine, { edit: { writes: writes as never } })
  const step = guard.step({}, { context: 'acme' })
  const result = await step.run({ id: 'a', name: 'edit', input: 'a text' }, (input) => input)
  assert.deepEqual(result.value, 'a text')
  assert.deepEqual(keys, [[{ input: 'a text' }, 'acme']])
})

test('G6: after its message was cut off a step runs nothing more, also what waited for its place', async () => {
  const { engine, begun, ended } = watched()
  const guard = createGuard(engine, { edit: { writes: 'file' } })
  const never = (): never => assert.fail('it ran')
  for (const end of [async () => false, () => Promise.reject(new Error('broke off'))]) {
    const step = guard.step({}, { complete: end() })
    const early = await step.run(call('a'), never)
    assert.deepEqual([early.status, early.attempts], ['skipped', 0])
    const late = await Promise.all([step.run(call('b'), never), step.run(call('c', 'new'), never)])
    assert.deepEqual(
      late.map(({ id, status, attempts }) => [id, status, attempts]),
      [
        ['b', 'skipped', 0],
        ['c', 'skipped', 0],
      ],
    )
    assert.match(late[0]?.error?.message ?? '', /cut off/)
  }
  const out = Promise.withResolvers<boolean>()
  const step = guard.step({}, { callIds: ['a', 'b'], complete: out.promise })
  const waiting = step.run(call('b'), never)
  out.resolve(false)
  assert.equal((await waiting).status, 'skipped')
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.equal(ended.length, begun.size)
  assert.deepEqual(Object.values(holdings(engine)).filter(Boolean), [])
})

test('a text forgets its message that was complete only after its last call had ended', async () => {
  const { engine, ended } = watched()
  const guard = createGuard(engine, { look: { reads: 'file' } })
  const said = Promise.withResolvers<boolean>()
  const step = guard.step('message', { complete: said.promise })
  assert.equal((await step.run(call('a', 'look'), () => 'seen')).value, 'seen')
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.deepEqual([guard.step('message') === step, ended.length], [true, 0])
  said.resolve(true)
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.deepEqual([guard.step('message') === step, ended.length], [false, 1])
})

test('a call that a tool makes through the step of its own message waits for nothing of the message', async () => {
  const { engine } = watched({ timeoutMs: 2_000, journal: memoryJournal() })
  const guard = createGuard(engine, { edit: { writes: 'file' } })
  const key = {}
  const step = guard.step(key, { id: 'run/1', callIds: ['a', 'b'] })
  const inner = async (): Promise<unknown> => {
    const [one, other] = await Promise.all([
      step.run(call('b'), () => 'inner'),
      guard.step(key).run(call('a'), () => 'inner, too'),
    ])
    await step.idle()
    return [one.value, other.value]
  }
  const results = await Promise.all([
    step.run(call('a'), inner),
    step.run(call('b'), () => 'outer'),
  ])
  assert.deepEqual(
    results.map(({ value }) => value),
    [['inner', 'inner, too'], 'outer'],
  )
  // The message's turn takes no more calls of other tools, and another has begun.
  const apart = await Promise.all([
    step.run(call('c'), async () => {
      await nextTurn()
      return (await step.run(call('d'), () => 'inner')).value
    }),
    step.run(call('e', 'unheard of'), () => 'outer'),
  ])
  assert.deepEqual(
    apart.map(({ value }) => value),
    ['inner', 'outer'],
  )
})
