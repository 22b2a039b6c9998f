import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod'
import { ToolError } from '@anthropic-ai/sdk/lib/tools/ToolError'
import { z } from 'zod'
import { guard, guardRunner, rule } from '../../src/anthropic.ts'
import { createEngine, memoryJournal } from '../../src/index.ts'
import { createModelServer, type Script } from '../../src/testing/index.ts'

const common = { model: 'claude', max_tokens: 1000, thread: false as const }
const eager = { stream: true as const, runToolsEagerly: true }
const user = { role: 'user' as const, content: 'Go.' }
const inputSchema = z.object({ n: z.number() })

/** A tool of the SDK's that notes when it runs. */
function toolOf(name: string, run: (n: number) => string | Promise<string>) {
  return betaZodTool({ name, description: name, inputSchema, run: ({ n }) => run(n) })
}

async function modelThatSays(t: TestContext, script: Script) {
  const server = await createModelServer({ script })
  t.after(() => server.close())
  const client = new Anthropic({ baseURL: server.anthropicBaseURL, apiKey: 'none', maxRetries: 0 })
  return { server, client }
}

test('a call that fails is told with is_error, and what the SDK throws for the model as it is', async (t) => {
  const content = ['No such row.', 'Try 7.'].map((text) => ({ type: 'text' as const, text }))
  const { client, server } = await modelThatSays(t, ({ turn }) =>
    turn === 0
      ? {
          calls: [
            { name: 'plain', input: { n: 1 } },
            { name: 'rich', input: { n: 2 } },
          ],
        }
      : { text: 'done' },
  )
  const plain = toolOf('plain', () => Promise.reject(new Error('no such row')))
  const rich = toolOf('rich', () => {
    throw new ToolError(content)
  })
  const engine = createEngine({ tools: [] })
  const tools = guard(engine, [plain, rich])
  await client.beta.messages.toolRunner({ ...common, messages: [user], tools })
  const { messages } = server.requests.at(-1)!.body as {
    messages: { content: Record<string, unknown>[] }[]
  }
  const [first, second] = messages.at(-1)!.content
  assert.equal(first?.['is_error'], true)
  assert.match(String(first?.['content']), /^Error: .*no such row/)
  assert.equal(second?.['is_error'], true)
  assert.deepEqual(second?.['content'], content)
})

test('tools that the runner does not run are passed on, and the others stay what they are but for run', () => {
  const search = { type: 'web_search_20250305', name: 'web_search' }
  const toolset = { type: 'browser_toolset_20260801', run: () => [] }
  const edit = toolOf('edit', () => 'ok')
  const [one, other, guarded] = guard(createEngine({ tools: [] }), [search, toolset, edit])
  assert.equal(one, search)
  assert.equal(other, toolset)
  assert.deepEqual({ ...guarded, run: 0 }, { ...edit, run: 0 })
})

test('a call has the id that the runner says, also by its name in versions before 0.96', async () => {
  const ids = new Set<string>()
  const engine = createEngine({
    tools: [],
    onEvent: (event) => 'callId' in event && ids.add(event.callId),
  })
  const [edit] = guard(engine, [
    rule(
      toolOf('edit', (n) => `edited ${n}`),
      { writes: 'file' },
    ),
  ])
  const run = edit.run as (input: object, context?: object) => Promise<unknown>
  const told = [
    run({ n: 1 }, { toolUseBlock: { id: 'a' } }),
    run({ n: 2 }, { toolUse: { id: 'b' } }),
    run({ n: 3 }, {}),
    run({ n: 4 }),
  ]
  assert.deepEqual(await Promise.all(told), ['edited 1', 'edited 2', 'edited 3', 'edited 4'])
  assert.deepEqual([...ids].slice(0, 2), ['a', 'b'])
})

test('eager: what reads starts while the model speaks, what writes once it has spoken, all in order', async (t) => {
  const seen: string[] = []
  const { client } = await modelThatSays(t, ({ turn }) =>
    turn === 0
      ? {
          pace: { blockMs: 40 },
          calls: ['read', 'write', 'read', 'other'].map((name, n) => ({ name, input: { n } })),
        }
      : { text: 'done' },
  )
  const noted = (name: string) => toolOf(name, (n) => String(seen.push(`${name} ${n}`)))
  const tools = guard(createEngine({ tools: [] }), [
    rule(noted('read'), { reads: 'file' }),
    rule(noted('write'), { writes: 'file' }),
    rule(noted('other'), { reads: [] }),
  ])
  const params = { ...common, messages: [user], tools, ...eager }
  for await (const stream of guardRunner(client.beta.messages.toolRunner(params)))
    stream.on('message', () => seen.push('message'))
  // The second read comes after the write; the last call's block is the message's last.
  assert.deepEqual(seen.slice(0, 1), ['read 0'])
  assert.ok(seen.indexOf('message') < seen.indexOf('write 1'))
  assert.ok(seen.indexOf('write 1') < seen.indexOf('read 2'))
  assert.ok(seen.includes('other 3'))
})

test('eager: what writes never starts if the message is cut off', async (t) => {
  const seen: string[] = []
  const { client } = await modelThatSays(t, () => ({
    calls: ['write', 'read', 'read'].map((name, n) => ({ name, input: { n } })),
    stop: 'length',
  }))
  const tools = guard(createEngine({ tools: [] }), [
    rule(
      toolOf('read', (n) => String(seen.push(`read ${n}`))),
      { reads: [] },
    ),
    rule(
      toolOf('write', (n) => String(seen.push(`write ${n}`))),
      { writes: 'file' },
    ),
  ])
  const params = { ...common, messages: [user], tools, ...eager }
  const { stop_reason } = await guardRunner(client.beta.messages.toolRunner(params))
  assert.equal(stop_reason, 'max_tokens')
  assert.deepEqual(seen, ['read 1'])
})

test("one message's calls are one turn, and those of other messages and runners others", async (t) => {
  const turns = new Map<string, number>()
  const engine = createEngine({
    tools: [],
    onEvent: (event) => {
      if (event.type !== 'call.received') return
      turns.set(event.turnId, (turns.get(event.turnId) ?? 0) + 1)
    },
  })
  const { client } = await modelThatSays(t, ({ turn }) =>
    turn < 2 ? { calls: [0, 1, 2].map((n) => ({ name: 'look', input: { n } })) } : { text: 'done' },
  )
  // The first messages' calls are all under way together.
  const all = Promise.withResolvers<void>()
  let begun = 0
  const look = async (n: number): Promise<string> => {
    begun += 1
    if (begun === 6) all.resolve()
    await all.promise
    return `${n}`
  }
  const tools = guard(engine, [toolOf('look', look)])
  const params = { ...common, messages: [user], tools }
  await Promise.all([0, 1].map(() => client.beta.messages.toolRunner(params)))
  assert.deepEqual([...turns.values()], [3, 3, 3, 3])
})

test('runId: turns have the place of their message, also in a conversation that is gone on with', async (t) => {
  const seen: string[] = []
  const engine = createEngine({
    tools: [],
    journal: memoryJournal(),
    onEvent: (event) => {
      if (event.type === 'call.received') seen.push(event.turnId)
    },
  })
  let runs = 0
  const { client } = await modelThatSays(t, ({ turn }) =>
    turn < 2 ? { calls: [{ name: 'charge', input: { n: turn } }] } : { text: 'done' },
  )
  const tools = guard(engine, [toolOf('charge', () => `charged ${(runs += 1)}`)])
  const first = client.beta.messages.toolRunner({ ...common, messages: [user], tools })
  await guardRunner(first, { runId: 'chat' })
  assert.deepEqual(seen, ['chat/1', 'chat/3'])

  const messages = first.params.messages.slice(0, 4)
  const again = client.beta.messages.toolRunner({ ...common, messages, tools })
  const response = await guardRunner(again, { runId: 'chat' }).generateToolResponse()
  assert.deepEqual(seen.slice(2), ['chat/3'])
  assert.equal(runs, 2, 'the charge of the last message is not made again')
  assert.deepEqual(response, first.params.messages[4])
})

test('a runner inside a tool is another, also if its tools are the same', async (t) => {
  const seen: string[] = []
  const engine = createEngine({
    tools: [],
    concurrency: 1,
    onEvent: (event) => {
      if (event.type === 'call.received') seen.push(event.turnId)
    },
  })
  const scriptOf =
    (name: string): Script =>
    ({ turn }) =>
      turn === 0 ? { calls: [{ name, input: { n: 0 } }] } : { text: 'done' }
  const outer = await modelThatSays(t, scriptOf('delegate'))
  const inner = await modelThatSays(t, scriptOf('leaf'))
  const params = { ...common, messages: [user] }
  const delegate = toolOf('delegate', async () => {
    await inner.client.beta.messages.toolRunner({ ...params, tools })
    return 'ok'
  })
  const tools: ReturnType<typeof toolOf>[] = guard(engine, [
    rule(delegate, { writes: 'one' }),
    rule(
      toolOf('leaf', () => 'leaf'),
      { writes: 'one' },
    ),
  ])
  const runner = outer.client.beta.messages.toolRunner({ ...params, tools })
  await guardRunner(runner, { runId: 'chat' })
  assert.equal(seen[0], 'chat/1')
  assert.equal(seen.length, 2)
  assert.notEqual(seen[1], 'chat/1')
})

test('an input that is no object is in a field for the rules, and as it is for the tool', async () => {
  const given: unknown[] = []
  const path = { name: 'read', run: (input: string) => String(given.push(input)) }
  const [read] = guard(createEngine({ tools: [] }), [
    rule(path, { reads: ({ input }) => String(given.push(input)) }),
  ])
  await read?.run('a.txt')
  assert.deepEqual(given, ['a.txt', 'a.txt'])
})

test('wrong rules, options and runners are refused in words', () => {
  const engine = createEngine({ tools: [] })
  const edit = toolOf('edit', () => 'ok')
  assert.throws(
    () => guard(engine, [rule(edit, { writess: 'file' } as never)]),
    /Expected the options of tool "edit" to be .*got `writess`\. Did you mean `writes`\?/,
  )
  assert.throws(() => guard(engine, { edit } as never), /Expected `tools` of guard to be an array/)
  assert.throws(() => guard(engine, [edit], { stopp: 1 } as never), /Did you mean `stop`/)
  assert.throws(
    () => guardRunner({} as never),
    /Expected `runner` of guardRunner to be a tool runner/,
  )
  assert.throws(
    () => guardRunner({ generateToolResponse() {} } as never, { runid: 'a' } as never),
    /Did you mean `runId`/,
  )
})
