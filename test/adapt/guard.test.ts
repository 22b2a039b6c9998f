import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGuard, rulesOfAll } from '../../src/adapt/guard.ts'
import { softStop } from '../../src/adapt/soft-stop.ts'
import { ToolCallError, valueOf } from '../../src/adapt/tool-call-error.ts'
import { FanfoldError } from '../../src/call/errors/error.ts'
import { createEngine } from '../../src/turn/engine.ts'

const engine = createEngine({ tools: [], graceMs: 10 })

test('options are checked at the border', () => {
  assert.throws(
    () => createGuard({} as never),
    /Expected `engine` of a guard to be made by createEngine/,
  )
  assert.throws(() => createGuard(engine, { a: { wirtes: 'x' } as never }), /`wirtes`.*`writes`/)
  assert.throws(() => createGuard(engine, {}, { stop: {} as never }), /softStop\(\)/)
  assert.throws(() => createGuard(engine, {}, { stopp: 1 } as never), /Did you mean `stop`/)
  assert.throws(() => createGuard(engine).step({}, { callIds: 'a' as never }), /`callIds`/)
  assert.throws(
    () => createGuard(engine, { a: { maxResultChars: 5 } as never }),
    /Cut them in the tool/,
  )
  assert.throws(() => rulesOfAll({ edt: {} }, ['edit']), /got `edt`. Did you mean `edit`\?/)
  assert.throws(() => softStop(1 as never), /`signal` of softStop/)
})

test('what a call that is not ok throws says why without a credential, and keeps the cause', async () => {
  const step = createGuard(engine).step({})
  const thrown = new Error('connect failed dsn=postgres://user:hunter2@db/x')
  const result = await step.run({ id: '1', name: 'a', input: {} }, () => {
    throw thrown
  })
  const told = (): unknown => valueOf(result)
  assert.throws(told, (error: ToolCallError) => {
    assert.ok(error instanceof ToolCallError && FanfoldError.is(error))
    assert.deepEqual([error.name, error.status, error.code], ['Error', 'failed', 'tool_threw'])
    assert.equal(error.cause, thrown)
    assert.match(error.message, /connect failed/)
    assert.doesNotMatch(error.message, /hunter2/)
    return true
  })
})

test('a soft stop cancels calls that are under way and says that the loop is to end', async () => {
  const user = new AbortController()
  const stop = softStop(user.signal)
  const step = createGuard(engine, {}, { stop }).step({})
  const done = await step.run({ id: '1', name: 'a', input: {} }, () => 'kept')
  const deaf = step.run({ id: '2', name: 'a', input: {} }, () => new Promise(() => {}))
  const limited = new AbortController()
  const own = step.run(
    { id: '3', name: 'a', input: {} },
    () => new Promise(() => {}),
    limited.signal,
  )
  limited.abort(new Error('The framework’s own time-out.'))
  assert.equal((await own).status, 'cancelled')
  assert.equal(stop.reached(), false)
  user.abort(new Error('stop'))
  assert.equal((await deaf).status, 'cancelled')
  assert.equal(done.value, 'kept')
  assert.deepEqual([stop.reached(), stop.signal.aborted], [true, false])
})

test('a soft stop while no call is under way aborts, with the user’s reason', async () => {
  const user = new AbortController()
  const stop = softStop(user.signal)
  const step = createGuard(engine, {}, { stop }).step({})
  await step.run({ id: '1', name: 'a', input: {} }, () => 'kept')
  const reason = new Error('stop')
  user.abort(reason)
  assert.deepEqual([stop.reached(), stop.signal.aborted, stop.signal.reason], [false, true, reason])
  assert.equal(softStop(user.signal).signal.aborted, true)
})
