import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGuard } from '../../src/adapt/guard.ts'
import type { Body } from '../../src/adapt/step.ts'
import { messagesByRun } from '../../src/adapt/mastra/messages.ts'
import { guard as guardTools } from '../../src/ai-sdk.ts'
import { guard as guardSdkTools, rule } from '../../src/claude-agent-sdk.ts'
import { tool } from '../../src/index.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { guard as langChain } from '../../src/langchain.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { holdings } from '../../src/turn/holdings.ts'
import { nextTurn } from '../../src/util/clock.ts'

interface File {
  readonly path: string
}

const call = (id: string, name = 'edit') => ({ id, name, input: { path: id } })
const writes = ({ path }: File): string => path

/** An engine with a journal, and the ids of the turns that the calls of each id were of. */
function watched() {
  const turns = new Map<string, string[]>()
  const engine = createEngine({
    tools: [],
    timeoutMs: 2_000,
    journal: memoryJournal(),
    onEvent: (event) => {
      if (event.type !== 'call.started') return
      turns.set(event.callId, [...(turns.get(event.callId) ?? []), event.turnId])
    },
  })
  return { engine, turns }
}

test('calls inside others that are under way at once are of turns of their own, with whatever key of one message', async () => {
  for (const key of [{}, 'a message']) {
    const { engine } = watched()
    const files = createGuard(engine, { edit: { writes } })
    const reports = createGuard(engine, { report: { writes } })
    const report = (id: string) =>
      reports.step(key).run(call(id, 'report'), async () => {
        const { value } = await files.step(key).run(call(id), () => `saved ${id}`)
        return value
      })
    const results = await Promise.all([report('a'), report('b'), report('a')])
    assert.deepEqual(
      results.map(({ value }) => value),
      ['saved a', 'saved b', 'saved a'],
    )
    for (let turns = 0; turns < 3; turns += 1) await nextTurn()
    assert.deepEqual(Object.values(holdings(engine)).filter(Boolean), [])
  }
})

test('a step that was made outside takes calls from inside two others, each for itself', async () => {
  const { engine } = watched()
  const step = createGuard(engine, { edit: { writes } }).step({}, { context: 'of the step' })
  const outer = createGuard(engine).step({})
  const [held, begun] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()]
  const stop = new AbortController()
  const inside = (id: string, signal?: AbortSignal) =>
    outer.run(
      call(id, 'delegate'),
      async () => {
        const body: Body = async (_, { context, signal }) => {
          if (id === 'b') begun.resolve()
          return [await held.promise, context, signal.aborted]
        }
        return (await step.run(call(id), body)).value
      },
      signal,
    )
  const [stopped, other] = [inside('a', stop.signal), inside('b')]
  await begun.promise
  stop.abort()
  assert.equal((await stopped).status, 'cancelled')
  held.resolve('saved')
  assert.deepEqual((await other).value, ['saved', 'of the step', false])
})

test('inside a call of its own turn, of whatever guard, an id for the journal is given up', async () => {
  const { engine, turns } = watched()
  const inner = createGuard(engine).step({}, { id: 'run/1' })
  const outer = createGuard(engine).step({}, { id: 'run/1' })
  const body = async () => {
    const again = createGuard(engine).step({}, { id: 'run/1' })
    const own = [inner, outer, again].map((step) => step.run(call('a'), () => 'edited'))
    return (await Promise.all(own)).map(({ value }) => value)
  }
  const { value } = await outer.run(call('a', 'report'), body)
  assert.deepEqual(value, ['edited', 'edited', 'edited'])
  assert.equal(new Set(turns.get('a')).size, 4)
  // Another conversation is found again.
  const sub = createGuard(engine).step({}, { id: 'run/1-sub' })
  await outer.run(call('b', 'report'), async () => (await sub.run(call('c'), () => 1)).value)
  assert.deepEqual(turns.get('c'), ['run/1-sub'])
})

test('AI SDK: tools that are guarded twice, and tools that call those of another guard', async () => {
  const { engine } = watched()
  const execute: (input: File, given: object) => Promise<string> = async ({ path }) =>
    `edited ${path}`
  const edit = { execute }
  const options = { runId: 'chat' }
  const files = guardTools(engine, { edit }, { edit: { writes } }, options)
  const twice = guardTools(engine, files, { edit: { writes } }, options)
  const report = { execute: async (input: File, given: object) => files.edit.execute(input, given) }
  const handsOn = guardTools(engine, { report }, { report: { writes } }, options)
  for (const [said, guarded] of Object.entries({ one: twice.edit, other: handsOn.report })) {
    const messages = [{ role: 'user', content: said }]
    const run = (path: string, toolCallId: string) =>
      guarded.execute({ path }, { toolCallId, messages })
    const told = await Promise.all([run('a', 'call_a'), run('b', 'call_b'), run('a', 'call_c')])
    assert.deepEqual(told, ['edited a', 'edited b', 'edited a'])
  }
})

test('LangChain: a tool calls a guarded one with its own config, with a checkpointer and a journal', async () => {
  const { engine } = watched()
  const keys = { writes: ({ path }: Readonly<Record<string, unknown>>) => String(path) }
  const invoke: (of: { args: File }, own: object) => Promise<string> = async ({ args }) => args.path
  const edit = { name: 'edit', invoke }
  const [inner] = langChain.tools(engine, [edit], { edit: keys })
  const report = {
    name: 'report',
    invoke: (of: { args: File }, own: object) => inner?.invoke(of, own),
  }
  const [outer] = langChain.tools(engine, [report], { report: keys })
  const calls = ['a', 'b'].map((path) => ({ id: `call_${path}`, name: 'report', args: { path } }))
  const serde = {
    dumpsTyped: async (value: unknown) => ['json', Buffer.from(JSON.stringify(value))],
    loadsTyped: async (_: string, data: string) => JSON.parse(data) as unknown,
  }
  const config = {
    state: { messages: [{ type: 'ai', id: 'm', tool_calls: calls }] },
    configurable: {
      thread_id: 't',
      checkpoint_ns: 'tools:1',
      __pregel_checkpointer: { serde },
    },
  }
  const told = calls.map((each) => outer?.invoke(each, { ...config, toolCall: each }))
  assert.deepEqual(await Promise.all(told), ['a', 'b'])
})

test('Claude Agent SDK: sessions inside two calls, with one list of tools', async () => {
  const begun: string[] = []
  const handler: (input: File, extra: unknown) => Promise<object> = async ({ path }) => {
    begun.push(path)
    await nextTurn()
    return { content: [{ type: 'text', text: path }] }
  }
  let session: (path: string) => Promise<unknown>
  const delegate = tool({
    name: 'delegate',
    writes: ({ path }) => String(path),
    execute: ({ path }) => session(String(path)),
  })
  const engine = createEngine({ timeoutMs: 2_000, tools: [delegate] })

  const [save] = guardSdkTools(engine, [rule({ name: 'save', handler }, { writes })])
  session = async (path) => save?.handler({ path }, { requestId: path })
  const { results } = await engine.execute([call('a', 'delegate'), call('b', 'delegate')])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['ok', 'ok'],
  )
  assert.deepEqual(begun, ['a', 'b'])
})

test('Mastra: a message inside a call of its own run has no name, whichever of the run it is', async () => {
  const run = (): void => {}
  const nameOf = (runId: string) => messagesByRun()(run, runId).id
  const { engine } = watched()
  const outer = createGuard(engine).step({}, { id: 'run/1' })
  const { value } = await outer.run(call('a'), () => [nameOf('run'), nameOf('other')])
  assert.deepEqual([nameOf('run'), value], ['run', [undefined, 'other']])
})
