import { checkAnthropic } from './check.ts'
import { checkAnthropicText } from './check-text.ts'
import { codeOf, type Code } from './code.ts'
import { signatureOf } from './signature.ts'
import type { Format, Json, RequestReading, StreamWriter, WireError } from '../format.ts'
import { asObject, asString, objects, serverSentEvent, textOf } from '../json.ts'
import { type Reply } from '../reply.ts'
import { inputOf, type Block } from '../block.ts'
import type { ScriptedStop } from '../script.ts'

/** Anthropic Messages (https://docs.claude.com/en/api/messages and …/build-with-claude/streaming). */
export const anthropicFormat: Format = {
  name: 'anthropic',
  matches: (path) => path === '/v1/messages',
  checkText: checkAnthropicText,
  check: checkAnthropic,
  read,
  callId: (turn, callIndex) => `toolu_${turn + 1}_${callIndex + 1}`,
  replyId: (requestNumber) => `msg_${requestNumber}`,
  whole: (reply, body) => {
    const { container, ...code } = codeOf(reply, body)
    return {
      ...envelope(reply, reply.outputTokens),
      container,
      content: contentOf(reply, code),
      stop_reason: stopReasons[reply.stop],
    }
  },
  streamType: 'text/event-stream; charset=utf-8',
  stream,
  error: errorBody,
}

const stopReasons: Readonly<Record<ScriptedStop, string>> = {
  calls: 'tool_use',
  answer: 'end_turn',
  length: 'max_tokens',
  refusal: 'refusal',
  paused: 'pause_turn',
}

/** https://docs.claude.com/en/api/errors */
const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

function read(body: Json): RequestReading {
  const messages = objects(body['messages'])
  const results = objects(messages.at(-1)?.['content']).filter(
    (block) => block['type'] === 'tool_result',
  )
  const { model, system, tools } = body
  return {
    model: asString(model),
    stream: body['stream'] === true,
    turn: messages.filter((message) => message['role'] === 'assistant').length,
    firstUserText: textOf(messages.find((message) => message['role'] === 'user')?.['content']),
    results: results.map((block) => ({
      id: asString(block['tool_use_id']),
      text: textOf(block['content']),
    })),
    toolNames: objects(tools).map((tool) => asString(tool['name'])),
    parallel: asObject(body['tool_choice'])['disable_parallel_tool_use'] !== true,
    prompt: { system, tools, messages },
  }
}

function envelope(reply: Reply, outputTokens: number): Json {
  return {
    id: reply.id,
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content: [],
    container: null,
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: reply.inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: outputTokens,
    },
  }
}

/** Code that ends comes first, and code that begins before its calls. */
function contentOf({ blocks }: Reply, { ended, begun, caller }: Omit<Code, 'container'>): Json[] {
  const firstCall = blocks.findIndex(({ call }) => call !== undefined)
  const whole = blocks.map((block) => wholeBlock(block, caller))
  if (begun !== undefined) whole.splice(firstCall, 0, begun)
  return ended === undefined ? whole : [ended, ...whole]
}

function wholeBlock(block: Block, caller: Json): Json {
  if (block.call !== undefined) return toolUse(block.call, inputOf(block), caller)
  if (block.kind === 'text') return { type: 'text', text: block.text }
  return { type: 'thinking', thinking: block.text, signature: signatureOf(block.text) }
}

function toolUse({ id, name }: NonNullable<Block['call']>, input: unknown, caller: Json): Json {
  return { type: 'tool_use', id, caller, name, input }
}

function stream(reply: Reply, body: Json): StreamWriter {
  const { ended, begun, caller, container } = codeOf(reply, body)
  const shift = ({ call }: Block): number =>
    (ended === undefined ? 0 : 1) + (begun === undefined || call === undefined ? 0 : 1)
  const whole = (index: number, block: Json | undefined): string =>
    block === undefined
      ? ''
      : event('content_block_start', { index, content_block: block }) +
        event('content_block_stop', { index })
  return {
    begin: () => event('message_start', { message: envelope(reply, 1) }) + whole(0, ended),
    open(block, place) {
      const index = place + shift(block)
      const code = block.call?.index === 0 ? whole(index - 1, begun) : ''
      const content_block = emptyBlock(block, caller)
      const start = code + event('content_block_start', { index, content_block })
      // As the provider does: a ping after the first start, and an empty delta before a call's arguments.
      const first = block.kind === 'call' ? blockDelta(index, delta(block, '')) : ''
      return start + (place === 0 ? event('ping', {}) : '') + first
    },
    piece: (block, place, text) => blockDelta(place + shift(block), delta(block, text)),
    close: (block, place) => {
      const index = place + shift(block)
      const stop = event('content_block_stop', { index })
      if (block.kind !== 'thinking') return stop
      const signature = signatureOf(block.text)
      return blockDelta(index, { type: 'signature_delta', signature }) + stop
    },
    end: () =>
      event('message_delta', {
        delta: { stop_reason: stopReasons[reply.stop], stop_sequence: null, container },
        usage: { output_tokens: reply.outputTokens },
      }) + event('message_stop', {}),
    error: (error) => serverSentEvent(JSON.stringify(errorBody(error)), 'error'),
  }
}

function event(type: string, fields: Json): string {
  return serverSentEvent(JSON.stringify({ type, ...fields }), type)
}

function blockDelta(index: number, fields: Json): string {
  return event('content_block_delta', { index, delta: fields })
}

function emptyBlock({ kind, call }: Block, caller: Json): Json {
  if (call !== undefined) return toolUse(call, {}, caller)
  return kind === 'text'
    ? { type: 'text', text: '' }
    : { type: 'thinking', thinking: '', signature: '' }
}

function delta({ kind }: Block, text: string): Json {
  if (kind === 'call') return { type: 'input_json_delta', partial_json: text }
  return kind === 'text' ? { type: 'text_delta', text } : { type: 'thinking_delta', thinking: text }
}

function errorBody({ status, message }: WireError): Json {
  const type = errorTypes[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error')
  return { type: 'error', error: { type, message } }
}
