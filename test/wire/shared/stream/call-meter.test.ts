import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mostCalls } from '../../../../src/call/call.ts'
import { createEngine, tool } from '../../../../src/index.ts'
import { codecs } from '../../../../src/testing/conformance/codec/codecs.ts'
import { aiSdkCodec } from '../../../../src/wire/ai-sdk/codec.ts'
import { cpuGrowth } from '../../../support/cpu-growth.ts'
import { answer } from '../../../../src/agent/answer.ts'
import { CallMeter, tooManyCalls } from '../../../../src/wire/shared/stream/call-meter.ts'
import { unwrapped } from '../../../../src/wire/shared/parallel-wrapper.ts'
import { decode } from '../../support/decode.ts'
import { speakers } from '../../support/speakers.ts'

const said = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, index, name: 'a', args: {} }))

/** A message with so many calls, as each provider sends it in one piece. */
const wholes: Readonly<Record<string, (count: number) => unknown>> = {
  anthropic: (count) => ({
    role: 'assistant',
    content: said(count).map(({ id, name }) => ({ type: 'tool_use', id, name, input: {} })),
    stop_reason: 'tool_use',
  }),
  'openai-chat': (count) => ({
    choices: [{ index: 0, message: chatMessage(count), finish_reason: 'tool_calls' }],
  }),
  'openai-responses': (count) => ({
    status: 'completed',
    output: said(count).map(({ id, name }) => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: '{}',
    })),
  }),
  gemini: (count) => ({
    candidates: [
      {
        content: { parts: said(count).map(({ name }) => ({ functionCall: { name, args: {} } })) },
        finishReason: 'STOP',
      },
    ],
  }),
  bedrock: (count) => ({
    output: {
      message: {
        role: 'assistant',
        content: said(count).map(({ id, name }) => ({
          toolUse: { toolUseId: id, name, input: {} },
        })),
      },
    },
    stopReason: 'tool_use',
  }),
  ollama: (count) => ({
    message: {
      role: 'assistant',
      content: '',
      tool_calls: said(count).map(({ name }) => ({ function: { name, arguments: {} } })),
    },
    done: true,
    done_reason: 'stop',
  }),
  cohere: (count) => ({ id: 'm', message: chatMessage(count), finish_reason: 'TOOL_CALL' }),
}

function chatMessage(count: number): unknown {
  const calls = said(count).map(({ id, name }) => ({
    id,
    type: 'function',
    function: { name, arguments: '{}' },
  }))
  return { role: 'assistant', tool_calls: calls }
}

describe('a message with more calls than are read', () => {
  for (const { codec, say } of speakers) {
    it(`${codec.name}: is broken off, and nothing after them is kept`, () => {
      const within = decode(codec, say(said(mostCalls), 'calls'))
      assert.equal(within.reading.stop.kind, 'calls')
      assert.equal(within.told.length, mostCalls)
      const { reading, told } = decode(codec, say(said(mostCalls + 500), 'calls'))
      assert.equal(reading.stop.kind, 'broken')
      assert.match(reading.stop.message, /it has more than 10000 calls, the most that are read/)
      assert.ok(told.length <= mostCalls)
      assert.ok(reading.calls.length <= mostCalls + 1)
    })

    it(`${codec.name}: is bounded although no call of it ends`, () => {
      const calls = said(mostCalls + 500).map((call) => ({
        ...call,
        args: undefined,
        pieces: ['{'],
      }))
      const { reading, told } = decode(codec, say(calls))
      assert.ok(reading.calls.length <= mostCalls + 1)
      assert.ok(told.length <= mostCalls)
    })
  }

  for (const [name, make] of Object.entries(wholes))
    it(`${name}: is broken off when it comes whole, too`, () => {
      const codec = codecs[name as keyof typeof codecs]
      assert.equal(codec.read(make(mostCalls)).stop.kind, 'calls')
      const { stop, calls } = codec.read(make(mostCalls + 1))
      assert.equal(stop.kind, 'broken')
      assert.equal(calls.length, mostCalls)
    })

  it('ai-sdk: is broken off, however its calls come', () => {
    const begun = Array.from({ length: mostCalls + 500 }, (_, index) => ({
      type: 'tool-input-start',
      id: `c${index}`,
      toolName: 'a',
    }))
    const made = begun.map(({ id, toolName }) => ({
      type: 'tool-call',
      toolCallId: id,
      toolName,
      input: '{}',
    }))
    const finish = { type: 'finish', finishReason: { unified: 'tool-calls' }, usage: {} }
    for (const events of [begun, made]) {
      const { reading, told } = decode(aiSdkCodec, [{ type: 'stream-start' }, ...events, finish])
      assert.match(reading.stop.message, /it has more than 10000 calls/)
      assert.ok(told.length <= mostCalls)
    }
    const content = made
    const whole = { content, finishReason: { unified: 'tool-calls' }, usage: {} }
    assert.equal(aiSdkCodec.read(whole).stop.kind, 'broken')
  })

  it('is read in time that grows with its calls, of every format', () => {
    for (const { codec, say } of speakers) {
      const growth = cpuGrowth((size) => void decode(codec, say(said(size), 'calls')), 500, 40)
      assert.ok(growth < 40, `${codec.name}: ten times the calls take ${growth} times as long`)
    }
  })

  it('is answered, with the calls that were read, and the request is to be sent again', async () => {
    const a = tool({ name: 'a', reads: [], execute: () => 'done' })
    const [speaker] = speakers
    assert.ok(speaker !== undefined)
    const events = speaker.say(said(mostCalls + 1), 'calls')
    async function* stream(): AsyncGenerator<unknown> {
      yield* events
    }
    const reply = await answer(speaker.codec, createEngine({ tools: [a] }), stream())
    assert.equal(reply.stop.kind, 'broken')
    assert.deepEqual(reply.messages, [])
    assert.equal(reply.report.results.length, reply.calls.length)
  })
})

describe('the calls of a message', () => {
  it('are counted, and so are their arguments', () => {
    const meter = new CallMeter(5)
    assert.equal(meter.take('12345'), undefined)
    assert.match(meter.take('6') ?? '', /longer than 5 characters/)
    for (let count = 0; count < mostCalls; count += 1) assert.equal(meter.begin(), undefined)
    assert.equal(meter.begin(), tooManyCalls(mostCalls + 1))
  })

  it('are not taken out of a wrapper that holds more than any model puts into one', () => {
    const uses = (count: number) =>
      Array.from({ length: count }, () => ({ recipient_name: 'a', parameters: {} }))
    const wrapper = (count: number) => ({
      id: 'w',
      name: 'multi_tool_use.parallel',
      input: { tool_uses: uses(count) },
    })
    assert.equal(unwrapped(wrapper(1_000)).length, 1_000)
    assert.equal(unwrapped(wrapper(1_001)).length, 1)
  })
})
