import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEngine, memoryJournal, type Engine } from '../../src/index.ts'
import { guard, rule, softStop, stopBehavior } from '../../src/openai-agents.ts'

interface Details {
  readonly toolCall?: { readonly callId: string }
  readonly signal?: AbortSignal
}

/** A function tool, as `tool()` of OpenAI Agents makes one. */
function toolOf(name: string, run: (input: string, details?: Details) => unknown) {
  return {
    type: 'function' as const,
    name,
    needsApproval: async (_context: unknown, _input: { readonly n: number }) => false,
    invoke: async (_context: object, input: string, details?: Details) => run(input, details),
  }
}

function engineThatNotes(
  seen: string[],
  options: { journal?: ReturnType<typeof memoryJournal> } = {},
): Engine {
  return createEngine({
    ...options,
    tools: [],
    onEvent: (event) => {
      if (event.type === 'call.received') seen.push(`${event.turnId} ${event.call.id}`)
    },
  })
}

const call = (callId: string): Details => ({ toolCall: { callId } })

test('a call that fails is told as text, and a value is handed on as it is', async () => {
  const image = { type: 'image', image: 'https://example.org/a.png' }
  const [bad, good] = guard(createEngine({ tools: [] }), [
    toolOf('bad', () => Promise.reject(new Error('no such row'))),
    toolOf('good', () => image),
  ])
  const context = { usage: { requests: 1 } }
  assert.match(String(await bad?.invoke(context, '{}', call('a'))), /no such row/)
  assert.equal(await good?.invoke(context, '{}', call('b')), image)
})

test('a tool gets its arguments to the letter, what the framework keeps with a call, and the signal of the call', async () => {
  const hidden = Symbol('kept by the framework')
  const seen: unknown[] = []
  const look = toolOf('look', (input, details) => {
    seen.push(input, Reflect.get(details ?? {}, hidden), details?.toolCall?.callId)
    return new Promise((_resolve, reject) => {
      details?.signal?.addEventListener('abort', () => reject(details.signal?.reason as Error))
    })
  })
  const [guarded] = guard(createEngine({ tools: [] }), [rule(look, { timeoutMs: 20 })])
  const details = Object.defineProperty(call('a'), hidden, { value: 'kept' })
  const text = await guarded?.invoke({ usage: { requests: 1 } }, '{ "n": 1 }', details)
  assert.match(String(text), /20 ms/)
  assert.deepEqual(seen, ['{ "n": 1 }', 'kept', 'a'])
  assert.equal('signal' in details, false)
})

test('runId: turns have the number of the request; models that tell no usage have none', async () => {
  const seen: string[] = []
  const engine = engineThatNotes(seen, { journal: memoryJournal() })
  let runs = 0
  const tools = guard(engine, [toolOf('charge', () => (runs += 1))], { runId: 'run' })
  const context = { usage: { requests: 1 } }
  await tools[0]?.invoke(context, '{}', call('a'))
  context.usage.requests = 2
  await tools[0]?.invoke(context, '{}', call('b'))
  // Another process goes on with the run.
  assert.equal(await tools[0]?.invoke({ usage: { requests: 2 } }, '{}', call('b')), 2)
  assert.deepEqual(seen, ['run/1 a', 'run/2 b', 'run/2 b'])
  assert.equal(runs, 2)
  for (let times = 0; times < 2; times += 1)
    await tools[0]?.invoke({ usage: { requests: 0 } }, '{}', call('call_0'))
  assert.equal(runs, 4, 'an id that comes again is another call')
})

test("one message's calls are one turn", async () => {
  const seen: string[] = []
  const tools = guard(engineThatNotes(seen), [toolOf('look', () => 1)])
  const context = { usage: { requests: 1 } }
  await Promise.all(['a', 'b'].map((id) => tools[0]?.invoke(context, '{}', call(id))))
  const turns = new Set(seen.map((words) => words.split(' ')[0]))
  assert.equal(turns.size, 1)
})

test('other tools, and agents as tools, are passed on as they are', () => {
  const hosted = { type: 'hosted_tool', name: 'web_search' }
  const agent = { ...toolOf('help', () => 1), on: () => agent }
  const tools = guard(createEngine({ tools: [] }), [hosted, agent])
  assert.deepEqual(tools, [hosted, agent])
  assert.equal(tools[1], agent)
})

test('stopBehavior ends the run only after calls were stopped', async () => {
  const user = new AbortController()
  const stop = softStop(user.signal)
  const behavior = stopBehavior(stop)
  assert.equal(behavior().isFinalOutput, false)
  const deaf = toolOf('deaf', () => new Promise(() => {}))
  const [guarded] = guard(createEngine({ tools: [], graceMs: 10 }), [deaf], { stop })
  const told = guarded?.invoke({ usage: { requests: 1 } }, '{}', call('a'))
  user.abort(new Error('The user pressed stop.'))
  assert.match(String(await told), /stop/)
  assert.equal(behavior().isFinalOutput, true)
  assert.equal(stop.signal.aborted, false)
})

test('wrong rules and options are refused in words', () => {
  const engine = createEngine({ tools: [] })
  const edit = toolOf('edit', () => 1)
  assert.throws(
    () => guard(engine, [rule(edit, { writess: 'file' } as never)]),
    /Expected the options of tool "edit" to be .*got `writess`\. Did you mean `writes`\?/,
  )
  assert.throws(() => guard(engine, [edit], { runid: 'a' } as never), /Did you mean `runId`/)
  assert.throws(() => stopBehavior({} as never), /Expected `stop` of stopBehavior to be a stop/)
})
