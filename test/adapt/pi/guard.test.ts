import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TurnEvent } from '../../../src/index.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { guard, rule, ToolCallError, type PiMessage } from '../../../src/pi.ts'
import { sleep } from '../../../src/util/clock.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'

interface Result {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[]
  readonly details: unknown
  readonly isError?: boolean
}

type Update = (partial: Result) => void

interface Tool {
  readonly name: string
  readonly replay?: 'never' | 'safe'
  execute(id: string, params: object, signal?: AbortSignal, onUpdate?: Update): Promise<Result>
}

const textOf = (text: string): Result => ({ content: [{ type: 'text', text }], details: { text } })
const toolOf = (execute: Tool['execute'], rest: Partial<Tool> = {}): Tool => ({
  name: 'edit',
  execute,
  ...rest,
})
const engine = createEngine({ tools: [], graceMs: 10 })
const { signal } = new AbortController()

describe('a result', () => {
  test('is the one that the tool returned', async () => {
    const own = textOf('ok')
    const [edit] = guard(engine, [toolOf(async () => own)])
    assert.equal(await edit?.execute('a', {}), own)
  })

  test('with isError is a failure for the engine, and all of it reaches pi', async () => {
    const own = { ...textOf('No such file.'), isError: true }
    const ends: string[] = []
    const onEvent = (event: TurnEvent): void => {
      if (event.type === 'call.settled') ends.push(event.result.status)
    }
    const on = createEngine({ tools: [], onEvent })
    const [edit] = guard(on, [toolOf(async () => own)])
    assert.equal(await edit?.execute('a', {}), own)
    assert.deepEqual(ends, ['failed'])
  })

  test('of a call that did not end ok is thrown, in words for the model', async () => {
    const deaf = toolOf(() => new Promise(() => {}))
    const [edit] = guard(engine, [rule(deaf, { timeoutMs: 5 })])
    const call = edit?.execute('a', {}) ?? Promise.resolve()
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof ToolCallError)
      assert.equal(error.name, 'Error')
      return error.status === 'timed-out'
    })
  })
})

describe('replay', () => {
  const lost = (): Error => Object.assign(new Error('gone'), { code: 'ECONNRESET' })
  const runsOf = async (rest: Partial<Tool>, idempotent?: boolean): Promise<number> => {
    let runs = 0
    const tool = toolOf(async () => {
      runs += 1
      throw lost()
    }, rest)
    const clock = virtualClock()
    const quick = createEngine({ tools: [], clock })
    const [edit] = guard(quick, [rule(tool, { writes: 'x', retries: 1, idempotent })])
    const call = edit?.execute('a', {})
    call?.catch(() => {})
    await clock.runUntilIdle()
    return runs
  }

  test('safe lets a tool that writes be tried again', async () => {
    assert.equal(await runsOf({ replay: 'safe' }), 2)
    assert.equal(await runsOf({ replay: 'never' }), 1)
    assert.equal(await runsOf({}), 1)
  })

  test('is less than what the rule says', async () => {
    assert.equal(await runsOf({ replay: 'safe' }, false), 1)
    assert.equal(await runsOf({ replay: 'never' }, true), 2)
  })
})

test('updates reach pi, and are progress: a tool that tells some is not idle', async () => {
  const updates: Result[] = []
  const clock = virtualClock()
  const tool = toolOf(async (_id, _params, _signal, onUpdate) => {
    for (let step = 0; step < 4; step += 1) {
      onUpdate?.(textOf(String(step)))
      await sleep(clock, 60)
    }
    return textOf('ok')
  })
  const on = createEngine({ tools: [], clock })
  const [edit] = guard(on, [rule(tool, { idleTimeoutMs: 100 })])
  const call = edit?.execute('a', {}, signal, (partial) => updates.push(partial))
  await clock.runUntilIdle()
  assert.deepEqual(await call, textOf('ok'))
  assert.deepEqual(
    updates.map(({ content }) => content[0]?.text),
    ['0', '1', '2', '3'],
  )
})

describe('with the conversation', () => {
  const asked = (...ids: string[]): PiMessage => ({
    role: 'assistant',
    content: ids.map((id) => ({ type: 'toolCall', id })),
  })

  test('calls are in the order of the message, in whichever they come', async () => {
    const order: string[] = []
    const tool = toolOf(async (id) => {
      order.push(id)
      return textOf(id)
    })
    const messages = [asked('a', 'b', 'c')]
    const [edit] = guard(engine, [rule(tool, { writes: 'file' })], { messages: () => messages })
    await Promise.all(['c', 'b', 'a'].map((id) => edit?.execute(id, {}, signal)))
    assert.deepEqual(order, ['a', 'b', 'c'])
  })

  test('and a journal, a call is found again by its message’s number, and no other by its id', async () => {
    let runs = 0
    const tool = rule(
      toolOf(async () => {
        runs += 1
        return textOf(String(runs))
      }),
      { writes: 'file' },
    )
    const journal = memoryJournal()
    for (let life = 0; life < 2; life += 1) {
      const messages: PiMessage[] = []
      const on = createEngine({ tools: [], journal })
      const options = { messages: () => messages, runId: 'talk' }
      const [edit] = guard(on, [tool], options)
      for (const number of [1, 2]) {
        messages.push({ role: 'user' }, asked('call_0'))
        assert.deepEqual(await edit?.execute('call_0', {}, signal), textOf(String(number)))
      }
    }
    assert.equal(runs, 2)
  })

  test('a call of another run is not taken for one of it', async () => {
    let runs = 0
    const tool = rule(
      toolOf(async () => {
        runs += 1
        return textOf('ok')
      }),
      { writes: 'file' },
    )
    const on = createEngine({ tools: [], journal: memoryJournal() })
    const [edit] = guard(on, [tool], { messages: () => [asked('a')], runId: 'talk' })
    for (let run = 0; run < 2; run += 1)
      await edit?.execute('other', {}, new AbortController().signal)
    assert.equal(runs, 2)
  })
})

test('a name for the journal without the conversation is an error', () => {
  const tool = toolOf(async () => textOf('ok'))
  assert.throws(() => guard(engine, [tool], { runId: 'talk' }), /messages/)
})

test('a tool that calls another of them is not in its own way', async () => {
  const own = new AbortController().signal
  const inner = toolOf(async () => textOf('inner'), { name: 'inner' })
  const outer = toolOf(async () => guarded[1]?.execute('b', {}, own) as Promise<Result>)
  const writes = { writes: 'file', timeoutMs: 2_000 }
  const guarded: Tool[] = guard(engine, [rule(outer, writes), rule(inner, writes)])
  assert.deepEqual(await guarded[0]?.execute('a', {}, own), textOf('inner'))
})
