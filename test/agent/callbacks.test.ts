import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answer, type AnswerOptions } from '../../src/agent/answer.ts'
import { tool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { unhandled } from '../support/unhandled.ts'
import { close, delta, open, start, stop, text, toolUse } from '../wire/support/anthropic-events.ts'

const names = ['onText', 'onReasoning', 'onMessage', 'onEvent'] as const

const streamed = [
  start(),
  open(0, { type: 'thinking', thinking: '', signature: '' }),
  delta(0, { type: 'thinking_delta', thinking: 'Hm.' }),
  close(0),
  ...text(1, 'Loo', 'king.'),
  ...toolUse(2, 'a', 'read', '{}'),
  ...toolUse(3, 'b', 'write', '{}'),
  ...stop('tool_use'),
]
const whole = {
  role: 'assistant',
  content: [
    { type: 'text', text: 'Looking.' },
    { type: 'tool_use', id: 'a', name: 'read', input: {} },
    { type: 'tool_use', id: 'b', name: 'write', input: {} },
  ],
  stop_reason: 'tool_use',
}

const thrown: readonly unknown[] = [new Error('no'), Object.create(null), undefined]
/** The ways in which a function goes wrong. */
const ways: readonly ((error: unknown) => unknown)[] = [
  (error) => {
    throw error
  },
  async (error) => {
    throw error
  },
  (error) => ({ then: (_done: unknown, fail: (error: unknown) => void) => fail(error) }),
  (error) => ({
    get then(): never {
      throw error
    },
  }),
]

async function reply(source: unknown, options: AnswerOptions) {
  const ran: string[] = []
  const make = (name: string, kind: 'reads' | 'writes') =>
    tool({ name, [kind]: 'x', execute: () => void ran.push(name) })
  const tools = [make('read', 'reads'), make('write', 'writes')]
  const engine = createEngine({ tools, clock: virtualClock() })
  return { ...(await answer(anthropicCodec, engine, source, options)), ran }
}

describe('a function that is told of the message and goes wrong', () => {
  for (const name of names)
    it(`is a warning and nothing else: ${name}`, async (context) => {
      const errors = unhandled(context)
      for (const source of [ReadableStream.from(streamed), whole])
        for (const error of thrown)
          for (const way of ways) {
            if (source === whole && name === 'onReasoning') continue
            const events = source === whole ? whole : ReadableStream.from(streamed)
            const {
              stop: end,
              ran,
              report,
              messages,
              warnings,
            } = await reply(events, {
              [name]: () => way(error),
            })
            assert.equal(end.kind, 'calls')
            assert.deepEqual(ran, ['read', 'write'])
            assert.equal(report.outcome, 'complete')
            assert.equal(messages.length, 2)
            assert.equal(warnings.length, 1, `${name} ${way}`)
            assert.match(warnings[0] ?? '', new RegExp(`^An ${name} function (threw|rejected): `))
          }
      assert.deepEqual(await errors(), [])
    })

  it('is told of what follows all the same', async () => {
    const told: string[] = []
    const { text: said, warnings } = await reply(ReadableStream.from(streamed), {
      onText: (part) => {
        told.push(part)
        throw new Error(part)
      },
    })
    assert.equal(said, 'Looking.')
    assert.deepEqual(told, ['Loo', 'king.'])
    assert.deepEqual(warnings, ['An onText function threw: Loo'])
  })

  it('may be at work without end: nobody waits for it', async () => {
    const { warnings, report } = await reply(ReadableStream.from(streamed), {
      onMessage: () => new Promise<void>(() => {}),
    } as AnswerOptions)
    assert.deepEqual(warnings, [])
    assert.equal(report.outcome, 'complete')
  })
})
