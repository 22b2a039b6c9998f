import * as fc from 'fast-check'
import { codecs } from '../../../src/testing/conformance/codec/codecs.ts'
import type { Codec } from '../../../src/wire/codec.ts'
import type { FormatName } from '../../../src/testing/conformance/codec/detect.ts'
import { bedrockStreams } from './bedrock-samples.ts'
import { cohereStreams } from './cohere-samples.ts'
import { geminiStreams } from './gemini-samples.ts'
import { ollamaStreams } from './ollama-samples.ts'
import { responsesStreams } from './responses-samples.ts'
import { anthropicStreams, chatStreams, type Sample } from './samples.ts'

const streams: Readonly<Record<FormatName, fc.Arbitrary<Sample>>> = {
  anthropic: anthropicStreams,
  'openai-chat': chatStreams,
  'openai-responses': responsesStreams,
  gemini: geminiStreams,
  bedrock: bedrockStreams,
  ollama: ollamaStreams,
  cohere: cohereStreams,
}

/** Every format's name, its codec, and some of its streams, the same each time. */
export const formats: readonly (readonly [FormatName, Codec<unknown>, readonly Sample[]])[] =
  Object.entries(codecs).map(([name, codec]) => [
    name as FormatName,
    codec,
    fc.sample(streams[name as FormatName], { numRuns: 40, seed: 4 }),
  ])
