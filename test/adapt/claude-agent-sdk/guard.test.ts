import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { guard, rule, ToolCallError } from '../../../src/claude-agent-sdk.ts'
import type { TurnEvent } from '../../../src/index.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { createEngine } from '../../../src/turn/engine.ts'

interface Result {
  readonly content: readonly object[]
  readonly isError?: boolean
}

interface Tool {
  readonly name: string
  readonly annotations?: object
  handler(args: { readonly n?: number }, extra: unknown): Promise<Result>
}

const textOf = (text: string): Result => ({ content: [{ type: 'text', text }] })
const extraOf = (toolUseId: string, rest: object = {}): object => ({
  _meta: { 'claudecode/toolUseId': toolUseId },
  requestId: 1,
  ...rest,
})
const edit = (handler: Tool['handler'], rest: Partial<Tool> = {}): Tool => ({
  name: 'edit',
  handler,
  ...rest,
})
const engine = createEngine({ tools: [], graceMs: 10 })

describe('a result', () => {
  test('with isError is a failure for the engine, and all of it reaches Claude Code', async () => {
    const own: Result = { ...textOf('No such file.'), isError: true }
    const ends: string[] = []
    const onEvent = (event: TurnEvent): void => {
      if (event.type === 'call.settled') ends.push(event.result.status)
    }
    const [guarded] = guard(createEngine({ tools: [], onEvent }), [edit(async () => own)])
    assert.equal(await guarded?.handler({}, extraOf('a')), own)
    assert.deepEqual(ends, ['failed'])
  })

  test('of a call that did not end ok is thrown, which the MCP server tells as an error', async () => {
    const deaf = edit(() => new Promise(() => {}))
    const [guarded] = guard(engine, [rule(deaf, { timeoutMs: 5 })])
    await assert.rejects(guarded?.handler({}, extraOf('a')) ?? Promise.resolve(), ToolCallError)
  })
})

test('calls that come at once are one turn, under the ids that Claude Code gave them', async () => {
  const turns: TurnEvent[] = []
  const ids: string[] = []
  const onEvent = (event: TurnEvent): void => {
    if (event.type === 'turn.settled') turns.push(event)
    if (event.type === 'call.settled') ids.push(event.result.id)
  }
  const on = createEngine({ tools: [], onEvent })
  const order: (number | undefined)[] = []
  const tool = edit(async ({ n }) => {
    order.push(n)
    return textOf('ok')
  })
  const [guarded] = guard(on, [rule(tool, { writes: 'file' })])
  await Promise.all([0, 1, 2].map((n) => guarded?.handler({ n }, extraOf(`toolu_${n}`))))
  assert.deepEqual(order, [0, 1, 2])
  assert.deepEqual(ids, ['toolu_0', 'toolu_1', 'toolu_2'])
  while (turns.length === 0) await setImmediate()
  assert.equal(turns.length, 1)
})

describe('concurrent', () => {
  const tool = edit(async () => textOf('ok'), { annotations: { title: 'Edit' } })

  test('advertises all tools as read-only, and leaves what else they say of themselves', () => {
    const [guarded] = guard(engine, [tool], { concurrent: true })
    assert.deepEqual(guarded?.annotations, { title: 'Edit', readOnlyHint: true })
    assert.deepEqual(tool.annotations, { title: 'Edit' })
  })

  test('is asked for: the hint relaxes permissions', () => {
    assert.deepEqual(guard(engine, [tool])[0]?.annotations, { title: 'Edit' })
  })
})

test('a tool is stopped by its call’s signal, and by Claude Code’s', async () => {
  const started = Promise.withResolvers<void>()
  const seen: AbortSignal[] = []
  const listens = edit((_args, extra) => {
    const { signal } = extra as { signal: AbortSignal }
    seen.push(signal)
    started.resolve()
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    })
  })
  const interrupt = new AbortController()
  const [guarded] = guard(engine, [listens])
  const call = guarded?.handler({}, extraOf('a', { signal: interrupt.signal }))
  await started.promise
  interrupt.abort()
  await assert.rejects(call ?? Promise.resolve(), (error) => {
    return error instanceof ToolCallError && error.status === 'cancelled'
  })
  // Claude Code's own does not fire when the call runs out of time.
  assert.notEqual(seen[0], interrupt.signal)
  assert.equal(seen[0]?.aborted, true)
})

test('with a journal and a name, a conversation that is begun again finds its calls', async () => {
  let runs = 0
  const tool = edit(async () => {
    runs += 1
    return textOf(String(runs))
  })
  const journal = memoryJournal()
  const run = (runId: string | undefined): Promise<Result> | undefined => {
    const on = createEngine({ tools: [], journal })
    return guard(on, [rule(tool, { writes: 'file' })], { runId })[0]?.handler({}, extraOf('a'))
  }
  assert.deepEqual(await run('talk'), textOf('1'))
  assert.deepEqual(await run('talk'), textOf('1'))
  assert.deepEqual(await run('other'), textOf('2'))
  assert.deepEqual(await run(undefined), textOf('3'))
})
