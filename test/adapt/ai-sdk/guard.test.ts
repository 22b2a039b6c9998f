import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guard } from '../../../src/adapt/ai-sdk/guard.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { nextTurn } from '../../../src/util/clock.ts'

const engine = createEngine({ tools: [], retries: 0 })

/** As the AI SDK calls it. */
const options = (toolCallId: string, more: object = {}) => ({ toolCallId, messages: [], ...more })

/** For tools whose types say that they take nothing. */
const given = (toolCallId: string): [] => [{}, options(toolCallId)] as never

test('what comes out are the tools that went in: those without `execute` are the very same', () => {
  class Own {
    readonly inputSchema = {}
    get title(): string {
      return 'A tool'
    }
    execute(): string {
      return 'ran'
    }
  }
  const client = { inputSchema: {} }
  const own = new Own()
  const guarded = guard(engine, { own, client })
  assert.equal(guarded.client, client)
  assert.ok(guarded.own instanceof Own)
  assert.deepEqual([guarded.own.title, guarded.own.inputSchema], ['A tool', own.inputSchema])
  assert.notEqual(guarded.own.execute, own.execute)
})

test('the tool is called as a method, with its options and the signal of its call', async () => {
  const tool = {
    word: 'hello',
    async execute(
      input: unknown,
      given: { toolCallId: string; abortSignal: AbortSignal; context: unknown },
    ) {
      assert.ok(given.abortSignal instanceof AbortSignal)
      return [this.word, input, given.toolCallId, given.context]
    },
  }
  const { tool: guarded } = guard(engine, { tool })
  const said = await guarded.execute({ a: 1 }, options('1', { context: 'c' }) as never)
  assert.deepEqual(said, ['hello', { a: 1 }, '1', 'c'])
})

test('a tool may be called with less than the AI SDK gives it, as in a test', async () => {
  const { tool } = guard(
    engine,
    { tool: { execute: async () => 'ran' } },
    { tool: { writes: 'x' } },
  )
  const execute = tool.execute as (input?: object, options?: object) => Promise<string>
  assert.deepEqual(await Promise.all([execute({}, {}), execute({}), execute()]), [
    'ran',
    'ran',
    'ran',
  ])
})

const user = { role: 'user', content: 'Go.' }
const asked = (output: unknown) => [
  {
    role: 'assistant',
    content: [
      { type: 'tool-call', toolCallId: 'call_0', toolName: 'status', input: { a: 1, b: 2 } },
    ],
  },
  {
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'call_0', toolName: 'status', output }],
  },
]

test('with a journal a step is known by what the last messages say, and not by their number alone', async () => {
  let runs = 0
  const status = { execute: async () => `run ${(runs += 1)}` }
  const journaled = createEngine({ tools: [], journal: memoryJournal() })
  const tools = (): { status: typeof status } =>
    guard(journaled, { status }, { status: { reads: [] } }, { runId: 'chat' })
  const ask = (messages: readonly object[]): Promise<string> =>
    tools().status.execute(...([{}, { toolCallId: 'call_0', messages }] as never as []))
  // A loop that keeps the last messages: all its steps have the same number of them.
  assert.equal(await ask([user, ...asked('queued')]), 'run 1')
  assert.equal(await ask([user, ...asked('running')]), 'run 2')
  // A conversation that is edited.
  assert.equal(await ask([{ ...user, content: 'Go on.' }, ...asked('queued')]), 'run 3')
  // As a store gives it back: the same.
  const [call, result] = asked('queued')
  const content = [
    { input: { b: 2, a: 1 }, toolName: 'status', toolCallId: 'call_0', type: 'tool-call' },
  ]
  const stored = [
    { role: 'user', content: [{ type: 'text', text: 'Go.' }] },
    { ...call, content },
    result!,
  ]
  assert.equal(await ask(stored), 'run 1')
})

test('with a journal an array that has grown stands for another message', async () => {
  const journaled = createEngine({ tools: [], journal: memoryJournal() })
  let runs = 0
  const execute: (input: object, given: object) => Promise<number> = async () => (runs += 1)
  const tools = guard(journaled, { read: { execute } }, {}, { runId: 'chat' })
  const messages: object[] = [{ role: 'user', content: 'x' }]
  const call = async () => {
    const told = await tools.read.execute({}, { toolCallId: 'call_0', messages })
    for (let turns = 0; turns < 3; turns += 1) await nextTurn()
    return told
  }
  assert.deepEqual([await call(), await call()], [1, 1])
  messages.push({ role: 'assistant', content: 'y' })
  assert.equal(await call(), 2)
  // As loops do that leave out old messages.
  messages.splice(0, 1)
  messages.push({ role: 'assistant', content: 'z' })
  assert.equal(await call(), 3)
})

test('with a journal what a tool asks a model is another conversation, also in the same words', async () => {
  const journaled = createEngine({ tools: [], journal: memoryJournal(), timeoutMs: 2_000 })
  let depth = 0
  const research = {
    execute: async (): Promise<string> => {
      depth += 1
      return depth === 3 ? 'found' : `${depth}: ${await ask()}`
    },
  }
  const tools = guard(journaled, { research }, { research: { writes: 'notes' } }, { runId: 'chat' })
  const ask = (): Promise<string> =>
    tools.research.execute(...([{}, { toolCallId: 'call_0', messages: [user] }] as never as []))
  assert.equal(await ask(), '1: 2: found')
  assert.equal(await ask(), '1: 2: found')
  assert.equal(depth, 3)
})

test('wrong rules and options are refused', () => {
  const tools = { edit: { execute: async () => 1 } }
  assert.throws(() => guard(engine, tools, { edti: {} } as never), /Did you mean `edit`/)
  assert.throws(
    () => guard(engine, tools, { edit: { write: 'x' } } as never),
    /Did you mean `writes`/,
  )
  assert.throws(() => guard(engine, tools, {}, { runID: 'x' } as never), /Did you mean `runId`/)
})

test('G1: a result that JSON cannot hold does not fail the run, unless the tool shapes its output itself', async () => {
  const cycle: Record<string, unknown> = { big: 1n }
  cycle['self'] = cycle
  const tools = guard(engine, {
    plain: { execute: async () => cycle },
    shaped: { execute: async () => cycle, toModelOutput: () => ({ type: 'text', value: 'x' }) },
  })
  assert.deepEqual(await tools.plain.execute(...given('1')), {
    big: '1',
    self: '[circular]',
  })
  assert.equal(await tools.shaped.execute(...given('2')), cycle)
})

test('a result of an MCP server that says so that it failed is a failure for the engine, and reaches the SDK as it is', async () => {
  const failed = { isError: true, content: [{ type: 'text', text: '503' }] }
  const results: unknown[] = [failed, failed, 'row', 'never']
  const engine = createEngine({ tools: [], retries: 0 })
  const { row } = guard(
    engine,
    { row: { execute: async () => results.shift() } },
    { row: { reads: [], cache: { ttlMs: 60_000 } } },
  )
  assert.equal(await row.execute(...given('1')), failed)
  assert.equal(await row.execute(...given('2')), failed)
  assert.equal(await row.execute(...given('3')), 'row')
  assert.equal(await row.execute(...given('4')), 'row')
  const own = { isError: true, field: 'of the tool itself' }
  const { tool } = guard(engine, { tool: { execute: async () => own } })
  assert.equal(await tool.execute(...given('5')), own)
})

test('values that come one by one are handed on as they come, and the last is the result', async () => {
  const gate = Promise.withResolvers<void>()
  async function* execute() {
    yield 'loading'
    await gate.promise
    yield 'done'
  }
  const { tool } = guard(engine, { tool: { execute } })
  const values = tool.execute(...given('1')) as AsyncGenerator<string>
  assert.deepEqual(await values.next(), { done: false, value: 'loading' })
  gate.resolve()
  assert.deepEqual(await values.next(), { done: false, value: 'done' })
  assert.deepEqual(await values.next(), { done: true, value: undefined })
})

test('values that come one by one end with the tool’s failure, and a result of a cache comes without them', async () => {
  let runs = 0
  async function* execute({ fails }: { fails: boolean }) {
    runs += 1
    yield 'first'
    if (fails) throw new Error('It broke.')
  }
  const { tool } = guard(
    engine,
    { tool: { execute } },
    { tool: { reads: [], cache: { ttlMs: 60_000 } } },
  )
  const take = async (fails: boolean, id: string): Promise<unknown[]> => {
    const values: unknown[] = []
    for await (const value of tool.execute(...([{ fails }, options(id)] as never as [never])))
      values.push(value)
    return values
  }
  await assert.rejects(take(true, '1'), /tool failed: It broke\./)
  assert.deepEqual(await take(false, '2'), ['first'])
  await nextTurn()
  assert.deepEqual(await take(false, '3'), ['first'])
  assert.equal(runs, 2)
})
