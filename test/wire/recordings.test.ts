import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ToolCall } from '../../src/call/call.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { bedrockCodec } from '../../src/wire/bedrock/codec.ts'
import { cohereCodec } from '../../src/wire/cohere/codec.ts'
import { ollamaCodec } from '../../src/wire/ollama/codec.ts'
import type { Codec } from '../../src/wire/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../src/wire/openai-responses/codec.ts'
import { readSource } from '../../src/wire/source/read-source.ts'
import { brief, decode, eventsOf, readAny } from './support/decode.ts'
import { pieces, streamOf } from './support/event-stream.ts'
import { readData, type Recording, recordings, skipped } from './support/recordings.ts'

const options = { skip: skipped }
/** Each with how few clean recordings there are at least. */
const formats: readonly [Codec<unknown>, string, string, number][] = [
  [anthropicCodec as Codec<unknown>, 'anthropic', 'anthropic-json', 10],
  [chatCodec as Codec<unknown>, 'openai-chat', 'openai-chat-json', 10],
  [responsesCodec as Codec<unknown>, 'openai-responses', 'openai-responses-json', 10],
  [bedrockCodec as Codec<unknown>, 'bedrock-converse', 'bedrock-json', 6],
  [ollamaCodec as Codec<unknown>, 'ollama', 'ollama', 2],
  [cohereCodec as Codec<unknown>, 'cohere', 'cohere', 2],
]

for (const [codec, streamed, whole, fewest] of formats) {
  test(
    `${codec.name}: every clean recording has exactly the calls that its index names`,
    options,
    async () => {
      const all = recordings(streamed, whole).filter((one) => one.clean_client_multi_call)
      assert.ok(all.length >= fewest)
      for (const recording of all) {
        const bytes = new TextEncoder().encode(readData(`streams/${recording.file}`))
        const reading = await readAny(codec, bytes)
        assert.deepEqual(found(reading.calls, recording), expected(recording), recording.file)
        assert.notEqual(reading.stop.kind, 'broken', recording.file)
        // Byte by byte is how the conformance suite reads them.
        const seventhByte = [...bytes.keys()].filter((at) => at % 7 === 0)
        const split = streamOf(pieces(bytes, seventhByte))
        assert.deepEqual(await readAny(codec, split), reading, recording.file)
      }
    },
  )

  test(
    `${codec.name}: a recording that ends after any event is broken, and tells no more`,
    options,
    async () => {
      for (const recording of recordings(streamed).filter(({ stream }) => stream)) {
        const events = await eventsOf(readData(`streams/${recording.file}`))
        const all = decode(codec, events)
        for (let length = 0; length < events.length; length += 1) {
          const { reading, told } = decode(codec, events.slice(0, length))
          assert.deepEqual(told, all.told.slice(0, told.length), recording.file)
          const { kind, raw } = reading.stop
          assert.ok(kind === 'broken' || raw !== undefined, `${recording.file} after ${length}`)
        }
      }
    },
  )

  test(`${codec.name}: another provider's recording is broken`, options, async () => {
    const foreign = [
      'anthropic',
      'gemini',
      'cohere',
      'ollama',
      'openai-responses',
      'bedrock-converse',
    ]
    const others = recordings(...foreign.filter((format) => format !== streamed))
    assert.ok(others.length > 10)
    for (const { file } of others) {
      const reading = await readAny(codec, readData(`streams/${file}`))
      assert.equal(reading.stop.kind, 'broken', file)
      assert.deepEqual(reading.calls, [], file)
    }
  })
}

test('of several choices in one recording the first is read', options, async () => {
  const several = recordings('openai-chat').find((one) => !one.clean_client_multi_call)
  const reading = await readAny(chatCodec, readData(`streams/${several?.file}`))
  assert.deepEqual(brief(reading.calls), expected(several as Recording).slice(0, 1))
})

test('a whole message that came goes back as it came', options, async () => {
  for (const { file } of recordings('openai-chat-json')) {
    const opened = await readSource(readData(`streams/${file}`))
    assert.equal(opened.kind, 'whole')
    const { choices } = opened.response as { choices: { message: object }[] }
    const { message } = choices[0] as { message: { tool_calls: unknown } }
    const reading = chatCodec.read(opened.response)
    assert.deepEqual(reading.messages, [{ ...message }], file)
  }
  for (const { file } of recordings('anthropic-json')) {
    const opened = await readSource(readData(`streams/${file}`))
    assert.equal(opened.kind, 'whole')
    const { content } = opened.response as { content: unknown }
    assert.deepEqual(
      anthropicCodec.read(opened.response).messages,
      [{ role: 'assistant', content }],
      file,
    )
  }
  for (const { file } of recordings('openai-responses-json')) {
    const opened = await readSource(readData(`streams/${file}`))
    assert.equal(opened.kind, 'whole')
    const { output } = opened.response as { output: unknown }
    assert.deepEqual(responsesCodec.read(opened.response).messages, output, file)
  }
})

test('a recording cut off by the token limit: its call is truncated', options, async () => {
  const events = await eventsOf(readData('edge/anthropic-incomplete-json.sse'))
  const { reading, told } = decode(anthropicCodec, events)
  assert.equal(reading.stop.kind, 'length')
  assert.deepEqual(told, [])
  assert.equal(reading.calls[0]?.invalid?.reason, 'truncated')
  assert.match(reading.calls[0].invalid.text, /Filing taxes$/)
  const block = reading.messages[0]?.content[1] as { input: unknown } | undefined
  assert.deepEqual(block?.input, {})
})

test('a recorded call without arguments has an empty object', options, async () => {
  const events = await eventsOf(readData('edge/anthropic-tool-no-args.chunks.txt'))
  const { reading, told } = decode(anthropicCodec, events)
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(brief(told), [['toolu_01QE1WLsSVp5hy5Q3GmGTmjP', 'updateIssueList', {}]])
})

/** Calls that the provider ran itself (`server_tool_use`), which the index counts in. */
const served: ReadonlySet<string> = new Set(['tooluse_dV5ehBNfl1hUE-UTM9cIww'])

/** What was read, without the ids that were made where the recording has none. */
function found(calls: readonly ToolCall[], recording: Recording): [unknown, string, unknown][] {
  return brief(calls).map(([id, name, input], at) => [
    recording.calls[at]?.id === null ? null : id,
    name,
    input,
  ])
}

function expected({ calls }: Recording): [string, string, unknown][] {
  return calls
    .filter(({ id }) => !served.has(id))
    .map((call) => [call.id, call.name, JSON.parse(call.arguments || '{}') as unknown])
}
