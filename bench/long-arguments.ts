import { anthropicCodec } from '../src/wire/anthropic/codec.ts'
import type { Codec } from '../src/wire/codec.ts'
import { chatCodec } from '../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../src/wire/openai-responses/codec.ts'

/** Codecs, each with the events of one call whose argument `text` has so many characters, ten in a delta. */
export const growing: readonly (readonly [Codec<unknown>, (length: number) => unknown[]])[] = [
  [anthropicCodec as Codec<unknown>, anthropicEvents],
  [chatCodec as Codec<unknown>, chatEvents],
  [responsesCodec as Codec<unknown>, responsesEvents],
]

function pieces(length: number): string[] {
  return ['{"text":"', ...Array.from({ length: length / 10 }, () => '0123456789'), '"}']
}

function anthropicEvents(length: number): unknown[] {
  const block = { type: 'tool_use', id: 'toolu_0', name: 'write', input: {} }
  return [
    { type: 'message_start', message: { id: 'msg_0', role: 'assistant', content: [] } },
    { type: 'content_block_start', index: 0, content_block: block },
    ...pieces(length).map((partial_json) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json },
    })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
    { type: 'message_stop' },
  ]
}

function chatEvents(length: number): unknown[] {
  const chunk = (delta: object, finish_reason: string | null = null): object => ({
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  })
  const first = { index: 0, id: 'call_0', type: 'function', function: { name: 'write' } }
  return [
    chunk({ role: 'assistant', tool_calls: [first] }),
    ...pieces(length).map((piece) =>
      chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
    ),
    chunk({}, 'tool_calls'),
    '[DONE]',
  ]
}

function responsesEvents(length: number): unknown[] {
  const call = { id: 'fc_0', type: 'function_call', call_id: 'call_0', name: 'write' }
  const whole = { ...call, status: 'completed', arguments: pieces(length).join('') }
  return [
    { type: 'response.created', response: { id: 'resp_0', status: 'in_progress', output: [] } },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...call, status: 'in_progress', arguments: '' },
    },
    ...pieces(length).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      item_id: 'fc_0',
      output_index: 0,
      delta,
    })),
    { type: 'response.output_item.done', output_index: 0, item: whole },
    {
      type: 'response.completed',
      response: { id: 'resp_0', status: 'completed', output: [whole] },
    },
  ]
}
