import assert from 'node:assert/strict'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createAgent } from '../../src/agent/agent.ts'
import type { Agent } from '../../src/agent/contract.ts'
import { RunError } from '../../src/agent/run/run-error.ts'
import { anthropic } from '../../src/anthropic.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { openai } from '../../src/openai.ts'
import { createModelServer, type ModelServer, type Script } from '../../src/testing/index.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { providers, type Provider } from './lab.ts'

const script: Script = [
  { text: 'First.', calls: [{ name: 'note', input: { text: 'a' } }, { name: 'look' }] },
  { calls: [{ name: 'note', input: { text: 'b' } }, { name: 'hang' }, { name: 'look' }] },
  { text: 'All done.' },
]

interface World {
  readonly journal: Journal
  readonly server: ModelServer
  /** What the tools did. */
  readonly ledger: string[]
  /** An agent in a process of its own, with a way to end that process. */
  start(options?: { hangs?: boolean }): { agent: Agent<unknown>; crash(): void }
  /** Resolves once a tool hangs. */
  readonly hanging: Promise<void>
}

async function world(
  context: TestContext,
  provider: Provider,
  it: Script = script,
): Promise<World> {
  const server = await createModelServer({ script: it })
  context.after(() => server.close())
  const journal = memoryJournal()
  const ledger: string[] = []
  const hanging = Promise.withResolvers<void>()

  function tools(hangs: boolean): AnyTool[] {
    return [
      tool({
        name: 'note',
        writes: 'notes',
        execute: ({ text }: Record<string, unknown>) => void ledger.push(`note ${String(text)}`),
      }),
      tool({ name: 'look', reads: 'world', execute: () => void ledger.push('look') }),
      tool({
        name: 'hang',
        writes: 'elsewhere',
        execute: async (_, { idempotencyKey }) => {
          ledger.push(`hang ${idempotencyKey}`)
          hanging.resolve()
          if (hangs) await new Promise(() => {})
        },
      }),
    ] as AnyTool[]
  }

  function start({ hangs = false } = {}): { agent: Agent<unknown>; crash(): void } {
    let crashed = false
    const own: Journal = {
      ...journal,
      append: (record) => (crashed ? new Promise(() => {}) : journal.append(record)),
    }
    const engine = createEngine({ tools: tools(hangs), journal: own })
    const model =
      provider === 'anthropic'
        ? anthropic.model(
            new Anthropic({ apiKey: 'k', baseURL: server.anthropicBaseURL, maxRetries: 0 }),
            {
              model: 'm',
              max_tokens: 100,
            },
          )
        : openai.chat.model(
            new OpenAI({ apiKey: 'k', baseURL: server.openaiBaseURL, maxRetries: 0 }),
            {
              model: 'm',
            },
          )
    const agent = createAgent({ engine, model: model as never }) as Agent<unknown>
    return { agent, crash: () => (crashed = true) }
  }
  return { journal, server, ledger, start, hanging: hanging.promise }
}

for (const provider of providers)
  describe(`resuming a run (${provider})`, () => {
    test('goes on from the turn in which its process died', async (context) => {
      const it = await world(context, provider)
      const first = it.start({ hangs: true })
      const abandoned = first.agent.run('Go.', { id: 'r' })
      await it.hanging
      // The other calls of the turn have ended, and what can be kept is kept.
      const kept = async (): Promise<boolean> =>
        [...(await it.journal.turn('r.2')).values()].some(({ result }) => result !== undefined)
      while (it.ledger.length < 5 || !(await kept())) await setImmediate()
      first.crash()
      assert.deepEqual(it.ledger.toSorted(), [
        'hang r.2:' + idOf(provider, 2),
        'look',
        'look',
        'note a',
        'note b',
      ])
      const requestsBefore = it.server.requests.length
      it.ledger.length = 0

      const { text, outcome, stats, messages, turns } = await it.start().agent.resume('r').result
      assert.equal(text, 'All done.')
      assert.equal(outcome, 'answered')
      assert.deepEqual(it.ledger, ['look'], 'Only the read of the turn that died runs again.')
      assert.equal(it.server.requests.length, requestsBefore + 1)
      assert.equal(it.server.requests.at(-1)?.status, 200)
      assert.deepEqual([stats.requests, stats.calls], [3, 5])
      assert.deepEqual(
        turns[0]?.results.map(({ name, status }) => `${name} ${status}`),
        ['note ok', 'hang unknown', 'look ok'],
      )
      assert.match(JSON.stringify(messages), /hang had started when the process that ran it ended/)
      abandoned.cancel()
    })

    test('gives the answer again once it has one, without a request', async (context) => {
      const it = await world(context, provider)
      const { messages } = await it.start().agent.run('Go.', { id: 'r' }).result
      const requestsBefore = it.server.requests.length
      const again = await it.start().agent.resume('r').result
      assert.equal(again.text, 'All done.')
      assert.deepEqual(again.messages, messages)
      assert.equal(it.server.requests.length, requestsBefore)
      assert.equal((await it.journal.runs())[0]?.outcome, 'answered')
    })

    test('sends the request again that had no answer', async (context) => {
      const [first] = script as Exclude<Script, (...rest: never[]) => unknown>
      const it = await world(context, provider, [first!, { status: 500 }, { text: 'At last.' }])
      const failed = it.start().agent.run('Go.', { id: 'r' }).result
      await assert.rejects(failed, (error) => error instanceof RunError)
      it.ledger.length = 0
      const { text, stats } = await it.start().agent.resume('r').result
      assert.equal(text, 'At last.')
      assert.deepEqual(it.ledger, ['look'])
      assert.equal(stats.requests, 2)
    })
  })

describe('a run that cannot be resumed', () => {
  test('is one that the journal does not know', async (context) => {
    const it = await world(context, 'anthropic')
    await assert.rejects(it.start().agent.resume('nobody').result, {
      code: 'unknown_run',
      message: /Expected run "nobody" to be in the journal \(memory\)/,
    })
  })

  test('is another provider’s', async (context) => {
    const it = await world(context, 'anthropic')
    await it.journal.append({
      kind: 'run.started',
      runId: 'r',
      format: 'gemini',
      messages: [],
      atMs: 1,
    })
    await assert.rejects(it.start().agent.resume('r').result, { code: 'run_format' })
  })

  test('needs a journal at all', async (context) => {
    const it = await world(context, 'anthropic')
    const agent = createAgent({
      engine: createEngine({ tools: [] }),
      model: anthropic.model(new Anthropic({ apiKey: 'k', baseURL: it.server.url }), {
        model: 'm',
        max_tokens: 1,
      }),
    })
    assert.throws(() => agent.resume('r'), /Expected the engine to have a `journal`/)
  })
})

test('a run whose journal fails ends with what was done', async (context) => {
  const it = await world(context, 'anthropic')
  const { agent } = it.start()
  await it.journal.close()
  const failed = agent.run('Go.').result
  await assert.rejects(failed, (error: RunError) => {
    assert.equal(error.code, 'journal')
    assert.equal(error.result.turns.length <= 1, true)
    return true
  })
  assert.ok(!it.ledger.includes('note a'), 'No write starts that cannot be kept.')
})

function idOf(provider: Provider, number: number): string {
  return provider === 'anthropic' ? `toolu_2_${number}` : `call_2_${number}`
}
