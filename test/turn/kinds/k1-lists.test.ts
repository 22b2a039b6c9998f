import assert from 'node:assert/strict'
import type { ToolCall } from '../../../src/call/call.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { UsageError } from '../../../src/call/errors/error.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { call, codes, engineOf, finish, make, nothingHeld, test } from './kit.ts'

/** An engine with a tool that writes, and what that has written. */
function world(): { clock: VirtualClock; engine: Engine; written: string[] } {
  const clock = virtualClock()
  const written: string[] = []
  const write = make('write', (_input, { callId }) => written.push(callId), { writes: 'k' })
  return { clock, engine: engineOf(clock, [write]), written }
}

function broken(): never {
  throw new Error('broken')
}

/** Lists of calls that are read by code of their own. */
const lists: Record<string, () => ToolCall[]> = {
  'an entry that throws': () =>
    Object.defineProperty([call('a', 'write')], 1, { get: broken, enumerable: true }),
  'an iterator that throws': () =>
    Object.assign([call('a', 'write'), call('b', 'write')], { [Symbol.iterator]: broken }),
  'no iterator': () =>
    Object.assign([call('a', 'write'), call('b', 'write')], { [Symbol.iterator]: undefined }),
  'a proxy around it': () =>
    new Proxy([call('a', 'write'), call('b', 'write')], {
      get: (items, key) => (key === '1' ? broken() : (Reflect.get(items, key) as unknown)),
    }),
}

for (const [name, list] of Object.entries(lists)) {
  test(`a list of calls with ${name} is answered, call by call`, async () => {
    const { clock, engine, written } = world()
    const { results } = await finish(clock, engine.execute(list()), 10, engine)
    const isWhole = name.includes('iterator')
    assert.equal(codes(results), isWhole ? 'a ok, b ok' : 'a ok, call_2 invalid_call')
    assert.deepEqual(written, isWhole ? ['a', 'b'] : ['a'])
    assert.equal(engine.explain(list()).calls.length, 2)
  })

  test(`the rest of a message that is a list with ${name} does not keep its turn open`, async () => {
    for (const end of ['commit', 'discard'] as const) {
      const { clock, engine } = world()
      const turn = engine.turn()
      if (end === 'commit') turn.commit(list())
      else turn.discard('It broke off.', list())
      const { results } = await finish(clock, turn.report, 2_000, engine)
      assert.equal(results.length, 2, end)
    }
  })
}

test('a list that cannot be read at all is refused, and nothing is begun', async () => {
  const { clock, engine, written } = world()
  const { proxy, revoke } = Proxy.revocable([call('a', 'write')], {})
  revoke()
  const endless = new Proxy([], { get: broken })
  for (const list of [proxy, endless]) {
    await assert.rejects(engine.execute(list), UsageError)
    assert.throws(() => engine.explain(list), UsageError)
  }
  await nothingHeld(clock, engine)
  assert.deepEqual(written, [])
})

test('calls that a watcher adds to the list while it is read are none of the message', async () => {
  const { clock, engine, written } = world()
  const list = [call('a', 'write')]
  const onEvent = (): void => void (list.length < 5 && list.push(call('more', 'write')))
  const { results } = await finish(clock, engine.execute(list, { onEvent }), 10, engine)
  assert.equal(codes(results), 'a ok')
  assert.deepEqual(written, ['a'])
})

test('what a call says of its arguments is read once, when it comes', async () => {
  const { clock, engine } = world()
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const said = [{ get message() { return broken() } }, { message: Symbol('x') }, proxy] // prettier-ignore
  const calls = said.map((invalid, n) => ({ id: `c${n}`, name: 'write', input: {}, invalid }))
  const { results } = await finish(clock, engine.execute(calls as never), 10, engine)
  assert.equal(codes(results), 'c0 invalid_json, c1 invalid_json, c2 invalid_json')
  assert.match(engine.explain(calls as never).text, /call 3/)
})
