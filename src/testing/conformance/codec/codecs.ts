import { anthropicCodec } from '../../../wire/anthropic/codec.ts'
import { bedrockCodec } from '../../../wire/bedrock/codec.ts'
import type { Codec } from '../../../wire/codec.ts'
import { cohereCodec } from '../../../wire/cohere/codec.ts'
import type { FormatName } from './detect.ts'
import { geminiCodec } from '../../../wire/gemini/codec.ts'
import { ollamaCodec } from '../../../wire/ollama/codec.ts'
import { chatCodec } from '../../../wire/openai-chat/codec.ts'
import { responsesCodec } from '../../../wire/openai-responses/codec.ts'

/** The codec of each format. */
export const codecs: Readonly<Record<FormatName, Codec<unknown>>> = {
  anthropic: anthropicCodec as Codec<unknown>,
  'openai-chat': chatCodec as Codec<unknown>,
  'openai-responses': responsesCodec as Codec<unknown>,
  gemini: geminiCodec as Codec<unknown>,
  bedrock: bedrockCodec as Codec<unknown>,
  ollama: ollamaCodec as Codec<unknown>,
  cohere: cohereCodec as Codec<unknown>,
}

/** The format that an index means: `anthropic-json` and `bedrock-converse` are `anthropic` and `bedrock`. */
export function formatNamed(name: string): FormatName | undefined {
  const plain = name.replace(/-(?:json|stream|sse)$/, '').replace(/-converse$/, '')
  return Object.hasOwn(codecs, plain) ? (plain as FormatName) : undefined
}
