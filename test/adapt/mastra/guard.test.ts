import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { guard, softStop, ToolCallError } from '../../../src/mastra.ts'
import { createEngine } from '../../../src/turn/engine.ts'

type Context = Record<string, unknown>
type Execute = (input: object, context: Context) => Promise<unknown>

/** A tool as Mastra's class makes them: it copies its context, once it has looked whether it is the one that was marked. */
class MastraTool {
  readonly checked: WeakSet<object> = new WeakSet()
  readonly id = 'its-own-id'
  execute: Execute

  constructor(own: Execute) {
    Object.assign(this, { [Symbol.for('mastra.core.tool.Tool')]: true })
    this.execute = async (input, context) => {
      assert.ok(this.checked.has(context), 'The input would be checked twice.')
      return own(input, { ...context })
    }
  }
}

/** What Mastra hands over for a call of an agent's. */
function given(
  tool: MastraTool | undefined,
  toolCallId: string,
  rest: Context = {},
  run = () => {},
) {
  const { agent, ...own } = rest
  const place = { toolCallId, messages: [], outputWriter: run, ...(agent as object) }
  const context: Context = { runId: 'run', requestContext: {}, ...own, agent: place }
  tool?.checked.add(context)
  return context
}

const engine = createEngine({ tools: [], graceMs: 10 })

/** Between two messages there is a request. */
async function modelAnswers(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await setImmediate()
}

describe('a tool of Mastra’s class', () => {
  test('is still one, and gets the very context that Mastra marked', async () => {
    const edit = new MastraTool(async (input) => input)
    const guarded = guard(engine, { edit }, {})
    assert.ok(guarded.edit instanceof MastraTool)
    assert.notEqual(guarded.edit, edit)
    assert.equal(guarded.edit.id, 'its-own-id')
    const context = given(edit, 'c1')
    assert.deepEqual(await guarded.edit.execute({ n: 1 }, context), { n: 1 })
  })

  test('is stopped by its call’s signal, not only by the run’s', async () => {
    const deaf = new MastraTool(
      (_input, { abortSignal }) =>
        new Promise((_resolve, reject) => {
          const signal = abortSignal as AbortSignal
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        }),
    )
    const guarded = guard(engine, { deaf }, { deaf: { timeoutMs: 5 } })
    await assert.rejects(guarded.deaf.execute({}, given(deaf, 'c1')), (error) => {
      assert.ok(error instanceof ToolCallError)
      return error.status === 'timed-out'
    })
  })
})

test('another tool finds its own context unchanged', async () => {
  const seen: unknown[] = []
  const plain = {
    execute: async (_input: object, { abortSignal }: Context) => seen.push(abortSignal),
  }
  const context = given(undefined, 'c1')
  await guard(engine, { plain }).plain.execute({}, context)
  assert.ok(seen[0] instanceof AbortSignal)
  assert.equal('abortSignal' in context, false)
})

test('a result of an MCP server that says that it failed is a failure for the engine, and reaches Mastra as it is', async () => {
  const failed = { isError: true, content: [] }
  const results: unknown[] = [failed, 'row']
  const row = { execute: async (_input: object, _context: Context) => results.shift() }
  const tools = guard(engine, { row }, { row: { reads: [], cache: { ttlMs: 60_000 } } })
  assert.equal(await tools.row.execute({}, given(undefined, 'c1')), failed)
  assert.equal(await tools.row.execute({}, given(undefined, 'c2')), 'row')
})

test('rules are given the request context', async () => {
  const seen: unknown[] = []
  const plain = { execute: async (_input: object, _context: Context) => 1 }
  const reads = (_input: object, { context }: { context: unknown }): string => {
    seen.push(context)
    return 'x'
  }
  const requestContext = { tenant: 7 }
  const guarded = guard(engine, { plain }, { plain: { reads: reads as never } })
  await guarded.plain.execute({}, given(undefined, 'c1', { requestContext }))
  assert.deepEqual(seen, [requestContext])
})

describe('a tool that suspends its call', () => {
  for (const place of ['agent', 'workflow', 'context'])
    test(`returns to Mastra what it returned, and runs again when resumed (${place})`, async () => {
      let runs = 0
      const ask = {
        execute: async (_input: object, context: Context) => {
          runs += 1
          const found = (place === 'context' ? context : context[place]) as Context
          if (found['resumeData'] !== undefined)
            return `The answer is ${String(found['resumeData'])}.`
          await (found['suspend'] as (payload: string) => unknown)('May I?')
          return undefined
        },
      }
      const journaled = createEngine({ tools: [], journal: memoryJournal() })
      const asked: unknown[] = []
      const suspend = (payload: unknown): void => void asked.push(payload)
      const contextOf = (own: Context): Context =>
        place === 'context' ? given(undefined, 'c1', own) : given(undefined, 'c1', { [place]: own })
      for (const turn of [0, 1]) {
        const guarded = guard(journaled, { ask }, { ask: { writes: 'x', retries: 2 } })
        const own = turn === 0 ? { suspend } : { suspend, resumeData: 'yes' }
        const value = await guarded.ask.execute({}, contextOf(own))
        assert.equal(value, turn === 0 ? undefined : 'The answer is yes.')
      }
      assert.deepEqual(asked, ['May I?'])
      assert.equal(runs, 2)
    })

  test('and throws then: what it threw reaches Mastra as it is', async () => {
    const mastras = new Error('Not now.')
    const ask = {
      execute: async (_input: object, { agent }: Context) => {
        const { suspend } = agent as { suspend: () => Promise<never> }
        return suspend()
      },
    }
    const suspend = (): Promise<never> => Promise.reject(mastras)
    const context = given(undefined, 'c1', { agent: { suspend } })
    await assert.rejects(
      guard(engine, { ask }).ask.execute({}, context),
      (error) => error === mastras,
    )
  })
})

describe('with a journal', () => {
  const edit = (note: () => void) => ({
    execute: async (_input: object, _context: Context) => {
      note()
      return { at: new Date(0) }
    },
  })
  const rules = { edit: { writes: 'file' } }

  test('a run that is begun again under its id finds its calls, of all its messages', async () => {
    let runs = 0
    const tool = edit(() => (runs += 1))
    const journal = memoryJournal()
    for (const life of [0, 1]) {
      const guarded = guard(createEngine({ tools: [], journal }), { edit: tool }, rules)
      const run = (): void => {}
      for (const id of ['a', 'b']) {
        const value = await guarded.edit.execute({ n: 1 }, given(undefined, id, {}, run))
        if (life === 1) assert.deepEqual(value, { at: '1970-01-01T00:00:00.000Z' })
      }
    }
    assert.equal(runs, 2)
  })

  test('a message whose calls have the ids of one before is another message', async () => {
    let runs = 0
    const tool = edit(() => (runs += 1))
    const journal = memoryJournal()
    for (let life = 0; life < 2; life += 1) {
      const guarded = guard(createEngine({ tools: [], journal }), { edit: tool }, rules)
      const run = (): void => {}
      for (let message = 0; message < 3; message += 1) {
        const ids = ['call_0', 'call_1']
        const call = (id: string) => guarded.edit.execute({ n: 1 }, given(undefined, id, {}, run))
        await Promise.all(ids.map(call))
        await modelAnswers()
      }
    }
    assert.equal(runs, 6)
  })

  test('calls of which no agent’s run is known are not taken for each other', async () => {
    let runs = 0
    const guarded = guard(
      createEngine({ tools: [], journal: memoryJournal() }),
      { edit: edit(() => (runs += 1)) },
      rules,
    )
    const context = { runId: 'run', workflow: { workflowId: 'w' } }
    for (let step = 0; step < 2; step += 1) {
      await guarded.edit.execute({ n: 1 }, context)
      await modelAnswers()
    }
    assert.equal(runs, 2)
  })
})

test('a run inside a call is another run, although it writes into the same stream', async () => {
  const run = (): void => {}
  const call1 = (runId: string) => given(undefined, 'c1', { runId }, run)
  const tools = {
    outer: { execute: (): Promise<unknown> => guarded.inner.execute({}, call1('inner')) },
    inner: { execute: async (_input: object, _context: Context): Promise<unknown> => 'inner' },
  }
  const rules = { outer: { writes: 'file', timeoutMs: 2_000 }, inner: { writes: 'file' } }
  const guarded: typeof tools = guard(engine, tools, rules)
  const outer = guarded.outer.execute as Execute
  assert.equal(await outer({}, call1('outer')), 'inner')
})

test('a stop ends the calls, and the framework’s signal does not fire', async () => {
  const user = new AbortController()
  const stop = softStop(user.signal)
  const deaf = { execute: (_input: object, _context: Context) => new Promise(() => {}) }
  const guarded = guard(engine, { deaf }, {}, { stop })
  const call = guarded.deaf.execute({}, given(undefined, 'c1')) as Promise<unknown>
  user.abort(new Error('The user pressed stop.'))
  await assert.rejects(call, ToolCallError)
  assert.equal(stop.reached(), true)
  assert.equal(stop.signal.aborted, false)
})

test('a rule that names no tool, and an option that there is not, are errors', () => {
  const tools = { edit: { execute: async (_input: object) => 1 } }
  assert.throws(() => guard(engine, tools, { edti: {} } as never), /Did you mean `edit`\?/)
  assert.throws(() => guard(engine, tools, {}, { stopp: 1 } as never), /`stop`/)
})
