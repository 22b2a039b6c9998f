import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGuard } from '../../src/adapt/guard.ts'
import { messageOf } from '../../src/adapt/langchain/message.ts'
import { createEngine, memoryJournal } from '../../src/index.ts'
import { expectAgents } from '../../src/adapt/langchain/packages.ts'
import { guard, softStop } from '../../src/langchain.ts'

/** A tool as LangChain's base class makes it, as far as a guard looks at it. */
class FakeTool {
  readonly name: string
  readonly extra = 'kept'
  readonly #body: (input: unknown, config: Config) => unknown

  constructor(name: string, body: (input: never, config: Config) => unknown) {
    this.name = name
    this.#body = body as (input: unknown, config: Config) => unknown
  }

  _call(input: unknown, _manager: unknown, config: Config): unknown {
    return this.#body(input, config)
  }

  invoke(call: { id: string; args: unknown }, config: Config): unknown {
    return this['_call'](call.args, undefined, { toolCall: call, ...config })
  }
}

interface Config {
  readonly toolCall?: { readonly id: string }
  readonly state?: object
  readonly configurable?: object
  readonly signal?: AbortSignal
}

const engine = createEngine({ tools: [], graceMs: 10 })
const calls = [
  { id: 'a', name: 'edit', args: { n: 1 } },
  { id: 'b', name: 'edit', args: { n: 2 } },
]
const message = { type: 'ai', id: 'm', tool_calls: calls }
const checkpointer = {}
const inThread = { thread_id: 't', checkpoint_ns: 'tools:1', __pregel_checkpointer: checkpointer }

describe('a guard of LangChain tools', () => {
  it('gives back tools of the same class, with all that they have', () => {
    const edit = new FakeTool('edit', () => 1)
    const [guarded] = guard.tools(engine, [edit])
    assert.ok(guarded instanceof FakeTool)
    assert.notEqual(guarded, edit)
    assert.deepEqual(Object.keys(guarded), Object.keys(edit))
  })

  it('gives back what a provider runs as it is', () => {
    const search = { name: 'web_search', type: 'web_search_20250305' }
    assert.equal(guard.tools(engine, [search])[0], search)
  })

  it('runs calls of a tool without `_call` by its `invoke`, with the call', async () => {
    const edit = { name: 'edit', invoke: (call: object, _config: Config) => ({ got: call }) }
    const [guarded] = guard.tools(engine, [edit])
    const call = { id: 'a', args: { n: 1 } }
    assert.deepEqual(await guarded?.invoke(call, { state: {} }), { got: call })
  })

  it('gives the tool a text that is its whole input, and the rules an object', async () => {
    const seen: unknown[] = []
    const shout = new FakeTool('shout', (text: string) => text.toUpperCase())
    const writes = (given: object): string => {
      seen.push(given)
      return 'x'
    }
    const [guarded] = guard.tools(engine, [shout], { shout: { writes } })
    assert.equal(await guarded?.['_call']('hello', undefined, {}), 'HELLO')
    assert.deepEqual(seen[0], { input: 'hello' })
  })

  it("gives the tool the call's own signal, and cancels the call by the user's", async () => {
    const heard = Promise.withResolvers<unknown>()
    const user = new AbortController()
    const edit = new FakeTool('edit', (_input, { signal }) => {
      signal?.addEventListener('abort', () => heard.resolve(signal))
      user.abort()
      return heard.promise.then(() => 1)
    })
    const [guarded] = guard.tools(engine, [edit])
    const run = async (): Promise<unknown> => guarded?.['_call']({}, undefined, user)
    await assert.rejects(run, { status: 'cancelled' })
    assert.notEqual(await heard.promise, user.signal)
  })

  it('throws what is wrong without a stack, and with the cause', async () => {
    const cause = new TypeError('no such file')
    const edit = new FakeTool('edit', () => {
      throw cause
    })
    const [guarded] = guard.tools(engine, [edit])
    await assert.rejects(async () => guarded?.['_call']({}, undefined, {}), {
      name: 'Error',
      message: 'edit failed: no such file',
      cause,
    })
  })

  it('lets an interrupt through as it is, and has the journal keep nothing of it', async () => {
    const journal = memoryJournal()
    const interrupt = Object.assign(new Error('asks'), { is_bubble_up: true })
    let asks = 0
    const edit = new FakeTool('edit', () => {
      asks += 1
      if (asks === 1) throw interrupt
      return 'answered'
    })
    const serde = { dumpsTyped: async () => ['json', new Uint8Array()], loadsTyped: async () => 0 }
    const configurable = { ...inThread, __pregel_checkpointer: { serde } }
    const config = { toolCall: { id: 'a' }, state: { messages: [message] }, configurable }
    const tools = (): FakeTool[] => guard.tools(createEngine({ tools: [], journal }), [edit])
    const run = async (): Promise<unknown> => tools()[0]?.['_call']({}, undefined, config)
    await assert.rejects(run, (error) => error === interrupt)
    assert.equal(await run(), 'answered')
    assert.equal(await run(), 'answered')
    assert.equal(asks, 2)
  })

  it('hands on the events of a tool that yields them, and gives what it returns', async () => {
    const edit = new FakeTool('edit', async function* run() {
      yield 'half'
      return 'done'
    })
    const events: unknown[] = []
    const manager = { handleToolEvent: async (event: unknown) => void events.push(event) }
    const [guarded] = guard.tools(engine, [edit])
    assert.equal(await guarded?.['_call']({}, manager, {}), 'done')
    assert.deepEqual(events, ['half'])
  })

  it('names a tool that there is not, and an option', () => {
    assert.throws(
      () => guard.tools(engine, [new FakeTool('edit', () => 1)], { edot: {} } as never),
      {
        message: 'Expected the rules to name tools (edit), got `edot`. Did you mean `edit`?',
      },
    )
    assert.throws(() => guard(engine, {}, { stopp: 1 } as never), /Did you mean `stop`/)
  })
})

describe('the middleware', () => {
  it('says what to install where the messages are made of', async () => {
    const edit = new FakeTool('edit', () => {
      throw new Error('no')
    })
    const { wrapToolCall } = guard(engine)
    const request = { toolCall: { id: 'a', name: 'edit', args: {} }, tool: edit, runtime: {} }
    const handler = ({ tool }: typeof request): unknown => tool['_call']({}, undefined, {})
    await assert.rejects(wrapToolCall(request, handler), /npm install "@langchain\/core@/)
  })

  it('says which LangChain it needs, before whose version its agents do not run the tool that it hands on', () => {
    for (const version of ['1.0.1', '1.2.11', '0.3.99'])
      assert.throws(() => expectAgents(version), {
        name: 'UsageError',
        message: /Expected `langchain` 1\.2\.13 or later, .* got /,
      })
    for (const version of ['1.2.13', '1.2.14', '1.3.0', '2.0.0-alpha.1', '']) expectAgents(version)
  })

  it('leaves alone a call of a tool that nobody knows, and guards one that another middleware brings', async () => {
    const { wrapToolCall } = guard(engine, { late: { timeoutMs: 20 } })
    const request = (name: string) => ({ toolCall: { id: 'a', name, args: {} }, runtime: {} })
    assert.equal(await wrapToolCall(request('unknown'), () => 'no such tool'), 'no such tool')
    const deaf = wrapToolCall(request('late'), () => new Promise<string>(() => {}))
    // It timed out: the message that says so needs a package that is not here.
    await assert.rejects(deaf, /npm install "@langchain\/core@/)
  })

  it('ends the run after a stop, and has nothing to say before the model without one', () => {
    assert.equal(guard(engine).beforeModel, undefined)
    const user = new AbortController()
    const stop = softStop(user.signal)
    const { beforeModel } = guard(engine, {}, { stop })
    assert.equal(beforeModel?.hook(), undefined)
    stop.count(new Promise(() => {}))
    user.abort()
    assert.deepEqual(beforeModel?.hook(), { jumpTo: 'end' })
    assert.deepEqual(beforeModel?.canJumpTo, ['end'])
  })
})

describe("the step of a message's calls", () => {
  const config = (changes: object = {}, configurable: object = inThread) => ({
    state: { messages: [{ type: 'human' }, { ...message, ...changes }] },
    configurable,
  })
  const idOf = (given: Config): string | undefined => messageOf(given).id

  it('is the same for copies of the message, in each of its tasks and in another process', () => {
    const [one, other] = [messageOf(config()), messageOf(structuredClone(config({})))]
    assert.equal(one.key, other.key)
    assert.equal(one.id, other.id)
    assert.ok(one.id?.startsWith('t/'))
    const ofAnotherTask = { ...inThread, checkpoint_ns: 'tools:2' }
    assert.equal(idOf(config({}, ofAnotherTask)), one.id)
  })

  it('is another for each other message, also of a provider that uses its ids again', () => {
    const differ = [
      config(),
      config({ id: 'other' }),
      config({ tool_calls: [{ ...calls[0], args: { n: 9 } }, calls[1]] }),
      config({ tool_calls: calls.slice(1) }),
      config({}, { ...inThread, thread_id: 'other' }),
      config({}, { ...inThread, checkpoint_ns: 'sub:1|tools:1' }),
      { ...config(), state: { messages: [{ ...message }] } },
    ]
    assert.equal(new Set(differ.map(idOf)).size, differ.length)
  })

  it('is the message object where no checkpointer copies it, and is not looked for again', () => {
    const state = { messages: [message] }
    const found = messageOf({ state, configurable: { thread_id: 't' } })
    assert.equal(found.key, message)
    assert.equal(found.id, undefined)
  })

  it('is where its task begins if the message is not at hand', () => {
    const at = { checkpoint_ns: 'tools:1', checkpoint_map: { '': 'c1' } }
    assert.equal(messageOf({ state: {}, configurable: at }).key, 'c1')
    assert.equal(idOf({ state: {}, configurable: { ...inThread, ...at } }), 't/c1')
  })

  it('is forgotten once its calls have ended', async () => {
    const guarded = createGuard(engine)
    const step = guarded.step('message')
    assert.equal(guarded.step('message'), step)
    const result = step.run({ id: 'a', name: 'edit', input: {} }, () => 1)
    assert.equal(guarded.step('message'), step)
    await result
    await step.idle()
    assert.notEqual(guarded.step('message'), step)
  })
})
