import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { bedrockCodec } from '../../../src/wire/bedrock/codec.ts'
import type { Codec } from '../../../src/wire/codec.ts'
import { cohereCodec } from '../../../src/wire/cohere/codec.ts'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { ollamaCodec } from '../../../src/wire/ollama/codec.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import * as anthropic from './anthropic-events.ts'
import * as bedrock from './bedrock-events.ts'
import { callChunk, chunk } from './chat-chunks.ts'
import * as cohere from './cohere-events.ts'
import { dataEvents, namedEvents } from './event-stream.ts'
import * as gemini from './gemini-chunks.ts'
import * as ollama from './ollama-lines.ts'
import * as responses from './responses-events.ts'

/** A call as a server may send it: what is undefined is left out. */
export interface Said {
  readonly id?: string | undefined
  readonly index: number
  readonly name: string
  /** With the call's beginning, or whole. */
  readonly args?: unknown
  /** After it. */
  readonly pieces?: readonly string[]
}

export type Ending = 'calls' | 'length' | 'refusal'

/** Makes the events of one format. */
export interface Speaker {
  readonly codec: Codec<unknown>
  /** Whether arguments come in pieces. */
  readonly inPieces: boolean
  /** The provider's word for each ending; a format without one cannot end so. */
  readonly endings: Partial<Record<Ending, string>>
  say(calls: readonly Said[], ending?: Ending): readonly unknown[]
  /** The events of the end alone. */
  end(ending: Ending): readonly unknown[]
  readonly text: (events: readonly unknown[]) => string
}

type Parts = Omit<Speaker, 'say' | 'codec'> & {
  readonly codec: unknown
  readonly begin: readonly unknown[]
  readonly call: (said: Said) => readonly unknown[]
}

export const linesOf = (events: readonly unknown[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('')
const named = namedEvents as (events: readonly unknown[]) => string

function speaker({ begin, call, ...others }: Parts): Speaker {
  return {
    ...others,
    codec: others.codec as Codec<unknown>,
    say: (calls, ending = 'calls') => [...begin, ...calls.flatMap(call), ...others.end(ending)],
  }
}

const endings = {
  anthropic: { calls: 'tool_use', length: 'max_tokens', refusal: 'refusal' },
  chat: { calls: 'tool_calls', length: 'length', refusal: 'content_filter' },
  gemini: { calls: 'STOP', length: 'MAX_TOKENS', refusal: 'SAFETY' },
  bedrock: { calls: 'tool_use', length: 'max_tokens', refusal: 'guardrail_intervened' },
  ollama: { calls: 'stop', length: 'length' },
  cohere: { calls: 'TOOL_CALL', length: 'MAX_TOKENS', refusal: 'ERROR_TOXIC' },
} as const

/** One for each format that is read event by event. */
export const speakers: readonly Speaker[] = [
  speaker({
    codec: anthropicCodec,
    inPieces: true,
    endings: endings.anthropic,
    begin: [anthropic.start()],
    call: ({ id, index, name, args, pieces = [] }) => [
      anthropic.open(index, { type: 'tool_use', ...defined({ id }), name, input: args ?? {} }),
      ...pieces.map((partial_json) =>
        anthropic.delta(index, { type: 'input_json_delta', partial_json }),
      ),
      anthropic.close(index),
    ],
    end: (ending) => anthropic.stop(endings.anthropic[ending]),
    text: named,
  }),
  speaker({
    codec: chatCodec,
    inPieces: true,
    endings: endings.chat,
    begin: [chunk({ role: 'assistant', content: null })],
    call: ({ id, index, name, args, pieces = [] }) => [
      callChunk({ index, ...defined({ id }), function: { name, ...defined({ arguments: args }) } }),
      ...pieces.map((piece) => callChunk({ index, function: { arguments: piece } })),
    ],
    end: (ending) => [chunk({}, endings.chat[ending])],
    text: dataEvents,
  }),
  speaker({
    codec: responsesCodec,
    inPieces: true,
    endings: { calls: 'completed', length: 'max_output_tokens', refusal: 'content_filter' },
    begin: [responses.created],
    call: ({ id, index, name, args, pieces = [] }) => {
      const item = {
        id: `fc_${id}_${index}`,
        type: 'function_call',
        ...defined({ call_id: id }),
        name,
      }
      const whole = { ...item, ...defined({ arguments: pieces.join('') || args }) }
      const at = { item_id: item.id, output_index: index }
      return [
        responses.added(index, { ...item, arguments: '' }),
        ...pieces.map((delta) => ({
          type: 'response.function_call_arguments.delta',
          delta,
          ...at,
        })),
        responses.done(index, whole),
      ]
    },
    end: (ending) => {
      if (ending === 'calls') return [responses.ended()]
      const reason = ending === 'length' ? 'max_output_tokens' : 'content_filter'
      return [responses.ended([], { status: 'incomplete', incomplete_details: { reason } })]
    },
    text: named,
  }),
  speaker({
    codec: geminiCodec,
    inPieces: false,
    endings: endings.gemini,
    begin: [],
    call: ({ id, name, args }) => [gemini.chunk([gemini.callPart(name, args, id)])],
    end: (ending) => [gemini.ended(endings.gemini[ending])],
    text: gemini.geminiStream,
  }),
  speaker({
    codec: bedrockCodec,
    inPieces: true,
    endings: endings.bedrock,
    begin: [bedrock.start],
    call: ({ id: toolUseId, index, name, args: input, pieces = [] }) => [
      bedrock.open(index, { toolUse: { ...defined({ toolUseId, input }), name } }),
      ...pieces.map((piece) => bedrock.delta(index, { toolUse: { input: piece } })),
      bedrock.close(index),
    ],
    end: (ending) => bedrock.stop(endings.bedrock[ending]),
    text: linesOf,
  }),
  speaker({
    codec: ollamaCodec,
    inPieces: false,
    endings: endings.ollama,
    begin: [],
    call: ({ id, index, name, args }) => [
      ollama.callLine({ ...defined({ id }), ...ollama.entry(name, args, index) }),
    ],
    end: (ending) => [ollama.done(ending === 'calls' ? 'stop' : 'length')],
    text: linesOf,
  }),
  speaker({
    codec: cohereCodec,
    inPieces: true,
    endings: endings.cohere,
    begin: [cohere.start],
    call: ({ id, index, name, args, pieces = [] }) => [
      {
        type: 'tool-call-start',
        index,
        delta: {
          message: {
            tool_calls: { ...defined({ id }), function: { name, ...defined({ arguments: args }) } },
          },
        },
      },
      ...pieces.map((piece) => cohere.piece(index, piece)),
      cohere.close(index),
    ],
    end: (ending) => [cohere.stop(endings.cohere[ending])],
    text: named,
  }),
]

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
