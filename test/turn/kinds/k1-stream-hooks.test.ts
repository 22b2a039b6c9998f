import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { anthropic } from '../../../src/anthropic.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { engineOf, finish, make, strays, test } from './kit.ts'

const ways: Record<string, () => unknown> = {
  'throws an error': () => {
    throw new Error('broken')
  },
  'throws an object without a prototype': () => {
    throw Object.create(null)
  },
  'throws undefined': () => {
    throw undefined
  },
  rejects: () => Promise.reject(new Error('broken')),
  'rejects with undefined': () => Promise.reject(undefined),
  'gives a list of promises that reject': () => [Promise.reject(new Error('broken'))],
}

const use = (id: string, name: string) => ({ type: 'tool_use', id, name, input: {} })

/** A message of some text, a read and a write, as a response or as a stream. */
const whole = {
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'Looking.' }, use('r', 'read'), use('w', 'write')],
  stop_reason: 'tool_use',
  usage: { input_tokens: 1, output_tokens: 1 },
}
async function* streamed(): AsyncGenerator<object> {
  yield { type: 'message_start', message: { ...whole, content: [], stop_reason: null } }
  for (const [index, block] of whole.content.entries()) {
    const isText = block.type === 'text'
    yield {
      type: 'content_block_start',
      index,
      content_block: isText ? { type: 'text', text: '' } : block,
    }
    const text = { type: 'text_delta', text: 'Looking.' }
    const json = { type: 'input_json_delta', partial_json: '{}' }
    yield { type: 'content_block_delta', index, delta: isText ? text : json }
    yield { type: 'content_block_stop', index }
  }
  yield { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 1 } }
  yield { type: 'message_stop' }
}

describe('K1: what hears of a stream may fail, and the message is read all the same', () => {
  for (const hook of ['onText', 'onReasoning', 'onMessage', 'onEvent'] as const)
    for (const [name, way] of Object.entries(ways))
      test(`${hook} ${name}: the calls run once, the reply comes, and a developer is told`, async () => {
        for (const source of [() => whole, streamed]) {
          const clock = virtualClock()
          const ran: string[] = []
          const note = (_input: unknown, { callId }: { callId: string }) => {
            ran.push(callId)
            return sleep(clock, 1)
          }
          const engine = engineOf(clock, [
            make('read', note, { reads: 'x' }),
            make('write', note, { writes: 'y' }),
          ])
          const found = await strays(async () => {
            const answer = anthropic.answer(engine, source() as never, { [hook]: way })
            const { stop, report } = await finish(clock, answer, 10, engine)
            assert.equal(stop.kind, 'calls')
            assert.equal(report.outcome, 'complete')
            const isHeard =
              hook === 'onMessage' ||
              hook === 'onEvent' ||
              (hook === 'onText' && source === streamed)
            if (isHeard && /^(throws|rejects)/.test(name))
              assert.ok(report.warnings.length > 0, 'nobody is told')
          })
          assert.deepEqual(found, [])
          assert.deepEqual(ran.sort(), ['r', 'w'])
        }
      })
})
