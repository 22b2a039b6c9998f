import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { AgentOptions, Run } from '../../../src/agent/contract.ts'
import type { ModelRequest } from '../../../src/agent/model.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { sleep } from '../../../src/util/clock.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import type { EngineOptions } from '../../../src/turn/contract.ts'
import { make, nap, spanLab, times, type SpanLab } from './lab.ts'
import { withContexts } from './recorder.ts'

const message = { role: 'assistant', type: 'message', usage: { input_tokens: 3, output_tokens: 2 } }
const asks = {
  ...message,
  content: [{ type: 'tool_use', id: 'a', name: 'read', input: {} }],
  stop_reason: 'tool_use',
}
const answers = { ...message, content: [{ type: 'text', text: 'Done.' }], stop_reason: 'end_turn' }
const broken = { type: 'nothing' }

type Sent = ((request: ModelRequest<unknown>) => unknown) | object

interface RunLab extends SpanLab {
  run(options?: object): Run<unknown>
  /** The spans as a tree, each with its times and its outcome. */
  tree(): string[]
}

/** A run whose model takes 10 ms a message, and its tool 5 ms. */
function runLab(
  sent: readonly Sent[],
  options: Partial<AgentOptions<unknown>> = {},
  engineOptions: Partial<EngineOptions> = {},
  spans: 'calls' | 'attempts' = 'calls',
): RunLab {
  const tools = (clock: SpanLab['clock']) => [make('read', nap(clock, 5), { reads: 'a' })]
  const lab = spanLab(tools, engineOptions, { spans })
  let next = 0
  const send = async (request: ModelRequest<unknown>): Promise<unknown> => {
    const one = sent[next++]
    await sleep(lab.clock, 10, request.signal)
    return typeof one === 'function' ? (one as (given: unknown) => unknown)(request) : one
  }
  const model = { name: 'claude', codec: anthropicCodec, send }
  const agent = createAgent({ engine: lab.engine, model, streamRetries: 1, ...options } as never)
  return {
    ...lab,
    run: (given) => agent.run('Go.', given as never) as Run<unknown>,
    tree: () =>
      lab.seen
        .tree((span) => {
          const { name, ends, status, attributes } = span
          const outcome =
            attributes['fanfold.run.outcome'] ?? attributes['fanfold.message.stop'] ?? ''
          const error = status === 'error' ? ` error ${String(attributes['error.type'])}` : ''
          const when = times(span).replace(/\d+\.\d+/g, '?')
          return `${name} ${when} x${ends} ${String(outcome)}${error}`
            .replace(/(\S) +/g, '$1 ')
            .trimEnd()
        })
        .split('\n'),
  }
}

const http = (): never => {
  throw Object.assign(new Error('api_key=sk-ant-abcdefghijklmnopqrstuvwxyz123456'), { status: 503 })
}

describe('the spans of a run', () => {
  let forget = (): void => {}
  beforeEach(() => (forget = withContexts()))
  afterEach(() => forget())

  it('are its own, one a request until the message is complete, and the calls beside those', async () => {
    const lab = runLab([asks, answers])
    await lab.clock.run(lab.run({ id: 'run-1' }).result)
    assert.deepEqual(lab.tree(), [
      'invoke_agent 0..25 x1 answered',
      '  chat claude 0..10 x1 calls',
      '  execute_tool read 10..15 x1',
      '    attempt 1 10..15 x1',
      '  chat claude 15..25 x1 answer',
    ])
    const [run, chat] = lab.seen.spans
    assert.deepEqual(run?.attributes, {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude',
      'fanfold.run.id': 'run-1',
      'fanfold.run.outcome': 'answered',
      'fanfold.run.requests': 2,
      'fanfold.run.calls': 1,
      'gen_ai.usage.input_tokens': 6,
      'gen_ai.usage.output_tokens': 4,
    })
    assert.deepEqual([run.kind, chat?.kind], [0, 2])
    assert.deepEqual(chat?.attributes, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude',
      'gen_ai.response.finish_reasons': ['tool_use'],
      'fanfold.message.stop': 'calls',
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.usage.output_tokens': 2,
    })
  })

  it('end also where the message is broken and asked for again, or the client fails', async () => {
    const again = runLab([broken, answers])
    await again.clock.run(again.run().result)
    assert.deepEqual(again.tree(), [
      'invoke_agent 0..? x1 answered',
      '  chat claude 0..10 x1 broken error broken',
      '  chat claude ?..? x1 answer',
    ])
    const failing = runLab([http])
    await assert.rejects(failing.clock.run(failing.run().result))
    assert.deepEqual(failing.tree(), [
      'invoke_agent 0..10 x1 error model_request',
      '  chat claude 0..10 x1 broken error 503',
    ])
    assert.ok(failing.seen.spans.every(({ exceptions }) => exceptions.length === 1))
    assert.doesNotMatch(JSON.stringify(failing.seen.spans), /sk-ant/)
  })

  it('end when it is cancelled, and are no errors then', async () => {
    for (const [atMs, spans] of [
      [5, ['invoke_agent 0..5 x1 cancelled', '  chat claude 0..5 x1 cancelled']],
      [
        12,
        [
          'invoke_agent 0..12 x1 cancelled',
          '  chat claude 0..10 x1 calls',
          '  execute_tool read 10..12 x1',
          '    attempt 1 10..12 x1',
        ],
      ],
    ] as const) {
      const lab = runLab([asks, answers])
      const run = lab.run()
      await lab.clock.advance(atMs)
      run.cancel()
      await lab.clock.run(run.result)
      assert.deepEqual(lab.tree(), spans)
    }
  })

  it('are no errors either where a message that is coming breaks off for that', async () => {
    async function* endless({ signal }: ModelRequest<unknown>): AsyncGenerator<unknown> {
      yield { type: 'message_start', message }
      await new Promise((_, reject) => signal.addEventListener('abort', reject))
    }
    const lab = runLab([endless])
    const run = lab.run()
    await lab.clock.advance(20)
    run.cancel()
    await lab.clock.run(run.result)
    assert.deepEqual(lab.tree(), [
      'invoke_agent 0..20 x1 cancelled',
      '  chat claude 0..20 x1 cancelled',
    ])
  })

  it('are errors where it ran out of time', async () => {
    const lab = runLab([asks, answers])
    await lab.clock.run(lab.run({ deadlineMs: 12 }).result)
    assert.equal(lab.tree()[0], 'invoke_agent 0..12 x1 deadline error deadline')
  })

  it('are one’s, also where others join it', async () => {
    const lab = runLab([answers], {}, { journal: memoryJournal() })
    const runs = [lab.run({ id: 'run' }), lab.run({ id: 'run' })]
    await lab.clock.run(Promise.all(runs.map(({ result }) => result)))
    assert.deepEqual(lab.tree(), [
      'invoke_agent 0..10 x1 answered',
      '  chat claude 0..10 x1 answer',
    ])
  })

  it('say of a run that was resumed what it took since: all of them together say what it took', async () => {
    const lab = runLab([asks, asks, answers], {}, { journal: memoryJournal() })
    const first = lab.run({ id: 'run' })
    await lab.clock.advance(12)
    first.suspend({ withinMs: 0 })
    await lab.clock.run(first.result)
    const second = lab.run({ id: 'run' })
    await lab.clock.advance(18)
    second.suspend({ withinMs: 0 })
    await lab.clock.run(second.result)
    const { stats } = await lab.clock.run(lab.run({ id: 'run' }).result)
    await lab.clock.run(lab.run({ id: 'run' }).result)
    const runs = lab.seen.spans.filter(({ name }) => name === 'invoke_agent')
    const said = (name: string): number[] =>
      runs.map(({ attributes }) => Number(attributes[name] ?? 0))
    assert.deepEqual(said('fanfold.run.requests'), [1, 1, 1, 0])
    assert.deepEqual(said('fanfold.run.calls'), [1, 1, 0, 0])
    assert.deepEqual(said('gen_ai.usage.input_tokens'), [3, 3, 3, 0])
    assert.deepEqual(said('gen_ai.usage.output_tokens'), [2, 2, 2, 0])
    assert.deepEqual([stats.requests, stats.calls, stats.inputTokens], [3, 2, 9])
    const chats = lab.seen.spans.filter(({ name }) => name === 'chat claude')
    assert.deepEqual(
      runs.map(({ id }) => chats.filter(({ parent }) => parent === id).length),
      [1, 1, 1, 0],
    )
  })

  it('are left to others where only attempts are asked for', async () => {
    const lab = runLab([asks, answers], {}, {}, 'attempts')
    await lab.clock.run(lab.run().result)
    assert.deepEqual(lab.tree(), ['attempt 1 10..15 x1'])
  })
})
