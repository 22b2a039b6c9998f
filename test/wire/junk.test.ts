import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { aiSdkCodec } from '../../src/wire/ai-sdk/codec.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { bedrockCodec } from '../../src/wire/bedrock/codec.ts'
import { cohereCodec } from '../../src/wire/cohere/codec.ts'
import { ollamaCodec } from '../../src/wire/ollama/codec.ts'
import type { Codec, Reading } from '../../src/wire/codec.ts'
import { geminiCodec } from '../../src/wire/gemini/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../src/wire/openai-responses/codec.ts'
import { aiSdkStreams } from './support/ai-sdk-samples.ts'
import { bedrockStreams } from './support/bedrock-samples.ts'
import { cohereStreams } from './support/cohere-samples.ts'
import { ollamaStreams } from './support/ollama-samples.ts'
import { decode, readAny } from './support/decode.ts'
import { streamOf } from './support/event-stream.ts'
import { geminiStreams } from './support/gemini-samples.ts'
import { responsesStreams } from './support/responses-samples.ts'
import { anthropicStreams, chatStreams, type Sample } from './support/samples.ts'
import { cases } from '../support/cases.ts'

const kinds = ['calls', 'answer', 'length', 'refusal', 'paused', 'lost', 'broken']
/** Words that the formats know, so that junk gets far. */
const word = fc.constantFrom(
  ...'type index message content_block delta error usage choices role content text id name input'.split(
    ' ',
  ),
  ...'tool_calls function arguments finish_reason stop_reason tool_use text_delta partial_json'.split(
    ' ',
  ),
  ...'message_start content_block_start content_block_delta content_block_stop message_delta'.split(
    ' ',
  ),
  ...'input_json_delta thinking_delta signature_delta citations_delta function_call refusal'.split(
    ' ',
  ),
  ...'candidates parts functionCall partialArgs jsonPath stringValue willContinue STOP $.a'.split(
    ' ',
  ),
  ...'finishReason responseId promptFeedback blockReason thought thoughtSignature'.split(' '),
  ...'response response.created response.completed response.incomplete output_index item_id'.split(
    ' ',
  ),
  ...'response.output_item.added response.output_item.done response.output_text.delta'.split(' '),
  ...'response.function_call_arguments.delta custom_tool_call function_call_output item'.split(' '),
  ...'output call_id status completed incomplete reasoning output_text message'.split(' '),
  ...'messageStart contentBlockStart contentBlockDelta contentBlockStop messageStop metadata'.split(
    ' ',
  ),
  ...'contentBlockIndex start toolUse toolUseId toolResult reasoningContent citation image'.split(
    ' ',
  ),
  ...'reasoningText redactedContent source bytes stopReason throttlingException done thinking'.split(
    ' ',
  ),
  ...'created_at done_reason message-start content-start content-delta tool-plan-delta'.split(' '),
  ...'tool-call-start tool-call-delta tool-call-end citation-start message-end TOOL_CALL'.split(
    ' ',
  ),
  ...'tool_plan toolCalls citations finishReason assistant'.split(' '),
  ...'text-start text-end tool-input-start tool-input-delta tool-call tool-result finish'.split(
    ' ',
  ),
  ...'toolCallId toolName providerExecuted providerMetadata result unified raw tool-calls'.split(
    ' ',
  ),
  ...'tool_calls stop reasoning_content reasoning_details __proto__ constructor {} {"a":1}'.split(
    ' ',
  ),
)
const junk = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    word,
    fc.jsonValue({ maxDepth: 1 }),
    fc.integer({ min: -1, max: 2 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 5 }),
  ),
})).value

for (const [codec, samples] of [
  [anthropicCodec as Codec<unknown>, anthropicStreams],
  [chatCodec as Codec<unknown>, chatStreams],
  [responsesCodec as Codec<unknown>, responsesStreams],
  [geminiCodec as Codec<unknown>, geminiStreams],
  [bedrockCodec as Codec<unknown>, bedrockStreams],
  [ollamaCodec as Codec<unknown>, ollamaStreams],
  [cohereCodec as Codec<unknown>, cohereStreams],
  [aiSdkCodec as Codec<unknown>, aiSdkStreams],
] as const) {
  test(`${codec.name}: junk is read, never thrown at`, () => {
    fc.assert(
      fc.property(fc.array(junk, { maxLength: 8 }), (events) => {
        const { reading, told } = decode(codec, events)
        check(reading, told)
        for (const event of events) check(codec.read(event), [])
      }),
      { numRuns: cases(3000) },
    )
    assert.equal(({} as { polluted?: true }).polluted, undefined)
  })

  test(`${codec.name}: a stream with events lost, doubled, moved or spoilt is never guessed at`, () => {
    fc.assert(
      fc.property(
        samples,
        fc.array(fc.tuple(fc.nat(), fc.nat(3), junk), { maxLength: 3 }),
        (sample, edits) => {
          const events = edited(sample, edits)
          const { reading, told } = decode(codec, events)
          check(reading, told)
        },
      ),
      { numRuns: cases(2000) },
    )
  })

  test(`${codec.name}: bytes spoilt anywhere are read to their end`, async () => {
    await fc.assert(
      fc.asyncProperty(
        samples,
        fc.array(fc.tuple(fc.nat(), fc.nat(255))),
        async (sample, edits) => {
          const bytes = new TextEncoder().encode(sample.text)
          for (const [at, byte] of edits) bytes[at % bytes.length] = byte
          const reading = await readAny(codec, streamOf([bytes])).catch((error: unknown) => {
            assert.equal((error as { code?: unknown }).code, 'unreadable_response')
          })
          if (reading !== undefined) check(reading, [])
        },
      ),
      { numRuns: cases(500) },
    )
  })
}

/** What holds for every reading, whatever was read. */
function check(reading: Reading<unknown>, told: readonly unknown[]): void {
  const { calls, stop, text, usage } = reading
  assert.ok(kinds.includes(stop.kind))
  assert.ok(stop.message.length > 0)
  assert.equal(typeof text, 'string')
  assert.ok(usage.inputTokens >= 0 && usage.outputTokens >= 0)
  assert.deepEqual(calls.slice(0, told.length), told)
  if (stop.kind === 'calls') assert.ok(calls.length > 0)
  assert.equal(new Set(calls.map(({ id }) => id)).size, calls.length)
  for (const call of calls) {
    assert.ok(call.id !== '' && call.name !== '')
    // A custom tool of OpenAI's takes text.
    if (call.invalid === undefined) assert.match(typeof call.input, /^(?:object|string)$/)
    else assert.ok(call.invalid.message.length > 0)
  }
  JSON.stringify(reading.messages)
}

function edited(
  { events }: Sample,
  edits: readonly (readonly [number, number, unknown])[],
): unknown[] {
  const list = [...events]
  for (const [place, way, value] of edits) {
    const at = place % list.length
    if (way === 0) list.splice(at, 1)
    else if (way === 1) list.splice(at, 0, list[at])
    else if (way === 2) list.push(...list.splice(at, 1))
    else list.splice(at, 0, value)
    if (list.length === 0) break
  }
  return list
}
