import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { aiSdkCodec } from '../../src/wire/ai-sdk/codec.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { bedrockCodec } from '../../src/wire/bedrock/codec.ts'
import { cohereCodec } from '../../src/wire/cohere/codec.ts'
import { ollamaCodec } from '../../src/wire/ollama/codec.ts'
import type { Codec } from '../../src/wire/codec.ts'
import { geminiCodec } from '../../src/wire/gemini/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../src/wire/openai-responses/codec.ts'
import { readSource } from '../../src/wire/source/read-source.ts'
import { aiSdkStreams } from './support/ai-sdk-samples.ts'
import { bedrockStreams } from './support/bedrock-samples.ts'
import { cohereStreams } from './support/cohere-samples.ts'
import { ollamaStreams } from './support/ollama-samples.ts'
import { decode, readAny } from './support/decode.ts'
import { pieces, streamOf } from './support/event-stream.ts'
import { geminiStreams } from './support/gemini-samples.ts'
import { responsesStreams } from './support/responses-samples.ts'
import { anthropicStreams, chatStreams, type Sample } from './support/samples.ts'
import { cases } from '../support/cases.ts'

for (const [codec, samples] of [
  [anthropicCodec, anthropicStreams],
  [chatCodec, chatStreams],
  [responsesCodec, responsesStreams],
  [geminiCodec, geminiStreams],
  [bedrockCodec, bedrockStreams],
  [ollamaCodec, ollamaStreams],
  [cohereCodec, cohereStreams],
  [aiSdkCodec, aiSdkStreams],
] as const) {
  test(`${codec.name}: a stream that ends after any event never yields a call that was not finished`, () => {
    fc.assert(
      fc.property(samples, ({ events, says }) => {
        const whole = decode(codec as Codec<unknown>, events)
        assert.notEqual(whole.reading.stop.kind, 'broken', whole.reading.stop.message)
        const end = events.findIndex(says)
        for (let length = 0; length <= end; length += 1) {
          const { reading, told } = decode(codec as Codec<unknown>, events.slice(0, length))
          assert.equal(reading.stop.kind, 'broken', `after ${length} events`)
          assert.deepEqual(told, whole.told.slice(0, told.length))
          assert.deepEqual(reading.calls.slice(0, told.length), told)
        }
      }),
      { numRuns: cases(150) },
    )
  })

  test(`${codec.name}: all calls are told, once, in order, as they are in the reading`, () => {
    fc.assert(
      fc.property(samples, ({ events, calls }) => {
        const { reading, told } = decode(codec as Codec<unknown>, events)
        assert.equal(reading.stop.kind, calls.length === 0 ? 'answer' : 'calls')
        assert.deepEqual(told, reading.calls)
        assert.deepEqual(
          told.map(({ name, input }) => [name, input]),
          calls,
        )
      }),
      { numRuns: cases(300) },
    )
  })

  test(`${codec.name}: bytes split anywhere read the same`, async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.array(fc.nat(), { maxLength: 20 }), async (sample, cuts) => {
        const bytes = new TextEncoder().encode(sample.text)
        const at = cuts.map((cut) => cut % (bytes.length + 1))
        const split = await readAny(codec as Codec<unknown>, streamOf(pieces(bytes, at)))
        assert.deepEqual(split, decode(codec as Codec<unknown>, sample.events).reading)
      }),
      { numRuns: cases(150) },
    )
  })

  test(`${codec.name}: bytes that end anywhere before the end are broken`, async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.nat(), async (sample, cut) => {
        const bytes = new TextEncoder().encode(sample.text)
        const end = endOfSaid(sample)
        const prefix = bytes.subarray(0, cut % end)
        const opened = await readSource(streamOf([prefix])).catch(() => undefined)
        // Too short to be seen as a stream at all.
        if (opened === undefined) return
        assert.equal((await readAny(codec as Codec<unknown>, prefix)).stop.kind, 'broken')
      }),
      { numRuns: cases(200) },
    )
  })
}

/** Where, in bytes, the event ends that says why the message stopped. */
function endOfSaid({ events, says, text }: Sample): number {
  const said = JSON.stringify(events.find(says))
  return new TextEncoder().encode(text.slice(0, text.indexOf(said) + said.length)).length
}
