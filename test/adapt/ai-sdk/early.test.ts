import assert from 'node:assert/strict'
import { test } from 'node:test'
import { early } from '../../../src/adapt/ai-sdk/early.ts'
import { guard } from '../../../src/adapt/ai-sdk/guard.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { nextTurn } from '../../../src/util/clock.ts'

type Part = Readonly<Record<string, unknown>>

const id = (n: number): string => `call_0123456789_${n}`
const whole = (n: number, toolName: string, input: object): Part => ({
  type: 'tool-call',
  toolCallId: id(n),
  toolName,
  input: JSON.stringify(input),
})
const begin = (n: number, toolName: string): Part => ({
  type: 'tool-input-start',
  id: id(n),
  toolName,
})
const delta = (n: number, text: string): Part => ({
  type: 'tool-input-delta',
  id: id(n),
  delta: text,
})
const finish: Part = { type: 'finish', finishReason: 'tool-calls' }
const text: Part = { type: 'text-start', id: 't' }

/** Tools that note which of them ran, on an engine of their own. */
function setUp() {
  const ran: string[] = []
  const execute =
    (name: string) => async (input: { row?: number }, options: { abortSignal: AbortSignal }) => {
      ran.push(`${name} ${input.row}`)
      options.abortSignal.addEventListener('abort', () => ran.push(`${name} ${input.row} stopped`))
      return `${name} of ${input.row}`
    }
  const inputSchema = {
    validate: (value: { row?: unknown }) =>
      typeof value.row === 'number'
        ? { success: true, value }
        : { success: false, error: new Error('no') },
  }
  const tools = guard(
    createEngine({ tools: [] }),
    {
      look: { inputSchema, execute: execute('look') },
      edit: { inputSchema, execute: execute('edit') },
      asked: { inputSchema, execute: execute('asked'), needsApproval: true },
      inContext: { inputSchema, execute: execute('inContext'), contextSchema: {} },
    },
    {
      look: { reads: ({ row }) => `row/${row}` },
      edit: { writes: ({ row }) => `row/${row}` },
      asked: { reads: [] },
      inContext: { reads: [] },
    },
  )
  return { ran, tools }
}

/** A model that streams these parts; what comes of it is read up to a part, and then the loop turns. */
async function streamed(
  tools: object,
  parts: readonly Part[],
  readAll = true,
  more: object = {},
  toolApproval: object | false = false,
): Promise<AsyncGenerator<Part>> {
  async function* source() {
    yield* parts
  }
  const model = {
    specificationVersion: 'v4',
    provider: 'some.chat',
    modelId: 'm',
    doGenerate: async () => ({}),
    doStream: async () => ({ stream: ReadableStream.from(source()) }),
  }
  const { doStream } = early(model, tools as Record<string, object>, { toolApproval })
  const offered = Object.keys(tools).map((name) => ({ type: 'function', name }))
  const { stream } = await (
    doStream as (options: object) => Promise<{ stream: ReadableStream<Part> }>
  )({ prompt: [], tools: offered, toolChoice: { type: 'auto' }, ...more })
  const read = (async function* () {
    yield* stream
  })()
  if (readAll) for await (const _ of read);
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  return read
}

const executed = (tools: object, name: string, n: number, input: object): Promise<unknown> =>
  (tools as Record<string, { execute: (...args: unknown[]) => Promise<unknown> }>)[name]!.execute(
    input,
    {
      toolCallId: id(n),
      messages: [],
    },
  )

test('a call that only reads starts once the model has moved on, and runs once', async () => {
  const { ran, tools } = setUp()
  await streamed(tools, [whole(1, 'look', { row: 1 }), whole(2, 'look', { row: 2 }), finish])
  // The last of them might be all that there is: it is for the AI SDK to start.
  assert.deepEqual(ran, ['look 1'])
  assert.equal(await executed(tools, 'look', 1, { row: 1 }), 'look of 1')
  assert.equal(await executed(tools, 'look', 2, { row: 2 }), 'look of 2')
  assert.deepEqual(ran, ['look 1', 'look 2'])
})

test('arguments that stream before the whole call does count when the next block begins', async () => {
  const { ran, tools } = setUp()
  const parts = [
    begin(1, 'look'),
    delta(1, '{"row"'),
    delta(1, ':1}'),
    begin(2, 'look'),
    delta(2, '{"row":2}'),
  ]
  await streamed(tools, [
    ...parts,
    text,
    whole(1, 'look', { row: 1 }),
    whole(2, 'look', { row: 2 }),
    finish,
  ])
  assert.deepEqual(ran, ['look 1', 'look 2'])
  assert.equal(await executed(tools, 'look', 1, { row: 1 }), 'look of 1')
  assert.equal(ran.length, 2)
})

test('G2: what an earlier call is to change is not read early; other things are', async () => {
  const { ran, tools } = setUp()
  await streamed(tools, [
    whole(1, 'edit', { row: 1 }),
    whole(2, 'look', { row: 1 }),
    whole(3, 'look', { row: 2 }),
    text,
    finish,
  ])
  assert.deepEqual(ran, ['look 2'])
})

test('G6: nothing starts early of which it is not known what it does, or whether it may', async () => {
  const { ran, tools } = setUp()
  await streamed(tools, [
    whole(1, 'asked', { row: 1 }),
    whole(2, 'inContext', { row: 2 }),
    whole(3, 'edit', { row: 3 }),
    text,
  ])
  await streamed(tools, [whole(4, 'edit', { row: 'wrong' }), whole(5, 'look', { row: 1 }), text])
  await streamed(tools, [{ ...whole(6, 'look', { row: 1 }), toolCallId: 'call_0' }, text])
  await streamed(tools, [{ ...whole(7, 'look', { row: 1 }), providerExecuted: true }, text])
  await streamed(tools, [whole(8, 'nothing', { row: 1 }), begin(9, 'look'), delta(9, '{"ro'), text])
  assert.deepEqual(ran, [])
})

test('G6: a call that the AI SDK refuses does not start: of what the model was not offered, or was not to call at all', async () => {
  const { ran, tools } = setUp()
  const parts = [whole(1, 'look', { row: 1 }), text, finish]
  await streamed(tools, parts, true, { tools: [{ type: 'function', name: 'edit' }] })
  await streamed(tools, parts, true, { tools: undefined })
  await streamed(tools, parts, true, { toolChoice: { type: 'none' } })
  assert.deepEqual(ran, [])
  await streamed(tools, parts, true, { toolChoice: undefined })
  assert.deepEqual(ran, ['look 1'])
})

test('G6: a call that is asked for by `toolApproval` does not start before the AI SDK has asked', async () => {
  const { ran, tools } = setUp()
  const parts = [whole(1, 'look', { row: 1 }), text, finish]
  for (const asked of [() => 'user-approval', { look: 'user-approval' }, { look: () => 'denied' }])
    await streamed(tools, parts, true, {}, asked)
  assert.deepEqual(ran, [])
  await streamed(tools, parts, true, {}, { edit: 'user-approval' })
  assert.deepEqual(ran, ['look 1'])
})

test('a call is taken only by one of the same tool and input', async () => {
  const { ran, tools } = setUp()
  await streamed(tools, [whole(1, 'look', { row: 1 }), text, finish])
  assert.equal(await executed(tools, 'look', 1, { row: 7 }), 'look of 7')
  assert.equal(await executed(tools, 'look', 1, { row: 1 }), 'look of 1')
  assert.deepEqual(ran, ['look 1', 'look 7', 'look 1'])
})

test('G6: a message that broke off lets go of what had started', async () => {
  const held = Promise.withResolvers<void>()
  const stopped: unknown[] = []
  const look = {
    inputSchema: { validate: (value: unknown) => ({ success: true, value }) },
    execute: async (_input: { n: number }, { abortSignal }: { abortSignal: AbortSignal }) => {
      abortSignal.addEventListener('abort', () => stopped.push(abortSignal.aborted))
      await held.promise
    },
  }
  const tools = guard(createEngine({ tools: [] }), { look }, { look: { reads: [] } })
  await streamed(tools, [whole(1, 'look', { n: 1 }), text, { type: 'error', error: 'overloaded' }])
  assert.deepEqual(stopped, [true])

  const reading = await streamed(tools, [whole(2, 'look', { n: 2 }), text, text, text], false)
  await reading.next()
  await reading.next()
  await reading.next()
  await reading.return(undefined)
  for (let turns = 0; turns < 3; turns += 1) await nextTurn()
  assert.deepEqual(stopped, [true, true])
  held.resolve()
})

test('it takes a model and guarded tools, and says so', () => {
  const { tools } = setUp()
  const none = { toolApproval: false } as const
  assert.throws(() => early('gpt-4o' as never, tools, none), /language model of the AI SDK/)
  const model = {
    specificationVersion: 'v4',
    provider: '',
    modelId: '',
    doGenerate: async () => 1,
    doStream: async () => 1,
  }
  assert.throws(() => early(model, { look: {} }, none), /made by guard\(\)/)
  for (const options of [undefined, {}, { toolApproval: undefined }, { toolApproval: 'none' }])
    assert.throws(
      () => early(model, tools, options as never),
      /Expected `toolApproval` of early to be what `streamText` is given as its `toolApproval`, or false if it is given none, got/,
    )
})

test('what a call touches is asked about as often in a long message as in a short one', async () => {
  for (const kind of ['reads', 'writes']) {
    let asked = 0
    const keys = (): string => `row/${(asked += 1)}`
    const look = { inputSchema: { validate: undefined }, execute: async () => 'seen' }
    const tools = guard(createEngine({ tools: [] }), { look }, { look: { [kind]: keys } })
    const calls = Array.from({ length: 100 }, (_, n) => whole(n, 'look', { row: n }))
    await streamed(tools, [...calls, finish])
    assert.ok(asked <= 200, `${kind}: ${asked}`)
  }
})
