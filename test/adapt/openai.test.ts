import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import OpenAI from 'openai'
import { zodFunction } from 'openai/helpers/zod'
import { z } from 'zod'
import { createEngine } from '../../src/index.ts'
import { guard, rule } from '../../src/openai.ts'
import { createModelServer, type Script } from '../../src/testing/index.ts'

const common = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Go.' }] }
const parameters = z.object({ n: z.number() })
const anyObject = { type: 'object', properties: {} }

async function clientOf(t: TestContext, script: Script): Promise<OpenAI> {
  const server = await createModelServer({ script })
  t.after(() => server.close())
  return new OpenAI({ baseURL: server.openaiBaseURL, apiKey: 'none', maxRetries: 0 })
}

/** What the model was told, as the runner keeps it. */
function told({ messages }: { messages: readonly { role: string; content?: unknown }[] }) {
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => content)
}

test('a call that fails is told as text, and the run goes on', async (t) => {
  const client = await clientOf(t, ({ turn }) =>
    turn === 0
      ? { calls: ['bad', 'good', 'odd'].map((name, n) => ({ name, input: { n } })) }
      : { text: 'done' },
  )
  const bad = () => Promise.reject(new Error('no such row'))
  const tools = guard(createEngine({ tools: [] }), [
    zodFunction({ name: 'bad', parameters, function: bad }),
    zodFunction({ name: 'good', parameters, function: ({ n }) => ({ n }) }),
    zodFunction({ name: 'odd', parameters, function: ({ n }) => BigInt(n) }),
  ])
  const runner = client.chat.completions.runTools({ ...common, tools })
  assert.equal(await runner.finalContent(), 'done')
  const [first, ...others] = told(runner)
  assert.match(String(first), /no such row/)
  assert.deepEqual(others, ['{"n":1}', '2'])
})

test('each call has the id that the model gave it, though the runner tells none', async (t) => {
  const seen: string[] = []
  const client = await clientOf(t, ({ turn }) =>
    turn === 0
      ? {
          calls: [
            { id: 'x', name: 'a', input: { n: 1 } },
            { id: 'y', name: 'b', input: { n: 2 } },
            { id: 'z', name: 'a', input: { n: 3 } },
          ],
        }
      : { text: 'done' },
  )
  const engine = createEngine({
    tools: [],
    onEvent: (event) => {
      if (event.type !== 'call.received') return
      seen.push(`${event.turnId} ${event.call.id} ${JSON.stringify(event.call.input)}`)
    },
  })
  // Of the first tool the later call's arguments are read sooner.
  const parse = async (text: string) => {
    const read = JSON.parse(text) as { n: number }
    for (let turns = read.n; turns < 4; turns += 1) await Promise.resolve()
    return read
  }
  const spec = { description: '', parameters: anyObject, function: ({ n }: { n: number }) => n }
  const tools = guard(
    engine,
    [
      { type: 'function' as const, function: { ...spec, name: 'a', parse } },
      { type: 'function' as const, function: { ...spec, name: 'b', parse: JSON.parse } },
    ],
    { runId: 'chat' },
  )
  const runner = client.chat.completions.runTools({ ...common, tools })
  await runner.finalContent()
  assert.deepEqual(told(runner), ['1', '2', '3'])
  assert.deepEqual(seen, ['chat/1 x {"n":1}', 'chat/1 y {"n":2}', 'chat/1 z {"n":3}'])
})

test('a function that takes text gets it to the letter, and its rules what it holds', async () => {
  const texts = ['{ "path": "a" }', '', '[1]']
  const calls = texts.map((text, n) => ({
    id: `c${n}`,
    function: { name: 'edit', arguments: text },
  }))
  const runner = {
    messages: [{ role: 'assistant', tool_calls: calls }],
    controller: new AbortController(),
  }
  const got: string[] = []
  const ruled: unknown[] = []
  const call = async (text: string, _runner?: object) => got.push(text)
  const [edit] = guard(createEngine({ tools: [] }), [
    rule(
      { type: 'function' as const, function: { name: 'edit', function: call } },
      {
        writes: (input) => {
          ruled.push(input)
          return 'file'
        },
      },
    ),
  ])
  for (const text of texts) await edit?.function.function(text, runner)
  assert.deepEqual(got, texts)
  assert.deepEqual(ruled, [{ path: 'a' }, {}, { input: '[1]' }])
})

test('the runner that a tool is given stops with its call, and is the runner in all else', async (t) => {
  const client = await clientOf(t, ({ turn }) =>
    turn === 0 ? { calls: [{ name: 'slow', input: { n: 1 } }] } : { text: 'done' },
  )
  let stoppedAfter = 0
  const slow = zodFunction({
    name: 'slow',
    parameters,
    function: (...[, runner]: unknown[]) => {
      const { controller, messages } = runner as typeof whole
      return new Promise((_resolve, reject) => {
        controller.signal.addEventListener('abort', () => {
          stoppedAfter = messages.length
          reject(new Error('stopped'))
        })
      })
    },
  })
  const tools = guard(createEngine({ tools: [] }), [rule(slow, { timeoutMs: 20 })])
  const whole = client.chat.completions.runTools({ ...common, tools })
  assert.equal(await whole.finalContent(), 'done')
  assert.equal(stoppedAfter, 2)
  assert.equal(whole.controller.signal.aborted, false)
  assert.match(String(told(whole)[0]), /20 ms/)
})

test('tools keep their kind, and those that are not run are passed on', () => {
  const engine = createEngine({ tools: [] })
  const custom = { type: 'custom', custom: { name: 'c' } }
  const asked = zodFunction({ name: 'asked', parameters })
  const zod = zodFunction({ name: 'zod', parameters, function: () => 1 })
  function named() {
    return 1
  }
  const plain = {
    type: 'function',
    function: { function: named, description: '', parameters: anyObject },
  }
  const tools = guard(engine, [custom, asked, zod, plain] as object[])
  assert.equal(tools[0], custom)
  assert.equal(tools[1], asked)
  const guarded = tools[2] as typeof zod
  assert.equal(guarded.$brand, 'auto-parseable-tool')
  assert.equal(JSON.stringify(guarded), JSON.stringify(zod))
  assert.deepEqual(guarded.$parseRaw('{"n":1}'), { n: 1 })
  assert.equal((tools[3] as { function: { name?: string } }).function.name, 'named')
})

test('wrong rules and options are refused in words', () => {
  const engine = createEngine({ tools: [] })
  const edit = zodFunction({ name: 'edit', parameters, function: () => 1 })
  assert.throws(
    () => guard(engine, [rule(edit, { writess: 'file' } as never)]),
    /Expected the options of tool "edit" to be .*got `writess`\. Did you mean `writes`\?/,
  )
  assert.throws(() => guard(engine, [edit], { runid: 'a' } as never), /Did you mean `runId`/)
})

test('a tool may be called without a runner, as in a test', async () => {
  const edit = zodFunction({ name: 'edit', parameters, function: ({ n }) => `edited ${n}` })
  const [guarded] = guard(createEngine({ tools: [] }), [rule(edit, { writes: 'file' })])
  const call = guarded.$callback as (input: object) => unknown
  assert.deepEqual(await Promise.all([call({ n: 1 }), call({ n: 2 })]), ['edited 1', 'edited 2'])
})
