import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guard as aiSdk } from '../../src/adapt/ai-sdk/guard.ts'
import { createGuard, rulesOfAll } from '../../src/adapt/guard.ts'
import { guard as langchain } from '../../src/adapt/langchain/guard.ts'
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

test('what is no object, where rules or tools are asked for, is refused in words', () => {
  const edit = { execute: async () => 1 }
  for (const rules of [null, 'file', ['edit']])
    assert.throws(
      () => createGuard(engine, rules as never),
      /Expected `rules` of a guard to be an object/,
    )
  for (const rule of [null, 'file', 5])
    assert.throws(
      () => createGuard(engine, { edit: rule } as never),
      /Expected the rules of tool "edit" to be an object, got/,
    )
  for (const tools of [undefined, null, [edit], 'edit'])
    assert.throws(
      () => aiSdk(engine, tools as never),
      /Expected `tools` of guard to be an object of tools by name, got/,
    )
  assert.throws(() => aiSdk(engine, { edit }, { edit: null } as never), /rules of tool "edit"/)
  assert.throws(() => aiSdk(engine, { edit }, null as never), /`rules` of a guard/)
  assert.throws(() => langchain.tools(engine, undefined as never), /`tools` of guard\.tools/)
  assert.throws(
    () => createGuard(engine).step(undefined as never),
    /Expected `key` of a step to be an object or a text, got `undefined`/,
  )
})

test('a rule that the engine refuses is told when the guard is made, and not to a model', () => {
  const limited = createEngine({ tools: [], limits: { crm: { concurrency: 4 } } })
  const pay = { execute: async () => 1 }
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ limit: 'crn' }, /`limit`.*"crn"|"crn".*`limit/s],
    [{ writes: 'card', needsApproval: true }, /approve/],
  ]
  for (const [rule, why] of refused) {
    assert.throws(() => createGuard(limited, { pay: rule }), why)
    assert.throws(() => aiSdk(limited, { pay }, { pay: rule } as never), why)
    assert.throws(() => langchain(limited, { pay: rule }), why)
  }
})

test('a tool that is named as something all objects have has no rules', () => {
  assert.deepEqual(rulesOfAll({}, ['toString']), { toString: undefined })
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
