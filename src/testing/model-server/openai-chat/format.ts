import type { Format, Json, RequestReading, StreamWriter } from '../format.ts'
import { asObject, asString, objects, serverSentEvent, textOf } from '../json.ts'
import { checkOpenaiChat } from './check.ts'
import { checkOpenaiText } from './check-text.ts'
import { errorBody } from './error-body.ts'
import type { Reply } from '../reply.ts'
import type { Block } from '../block.ts'
import type { ScriptedStop } from '../script.ts'

/**
 * OpenAI Chat Completions (https://platform.openai.com/docs/api-reference/chat). Thinking, which OpenAI itself does
 * not show, goes into `reasoning_content`, where the servers that speak this format put it.
 */
export const openaiChatFormat: Format = {
  name: 'openai-chat',
  matches: (path) => path === '/v1/chat/completions',
  checkText: checkOpenaiText,
  check: checkOpenaiChat,
  read,
  callId: (turn, callIndex) => `call_${turn + 1}_${callIndex + 1}`,
  replyId: (requestNumber) => `chatcmpl-${requestNumber}`,
  whole: (reply) => ({
    ...envelope(reply, 'chat.completion'),
    choices: [
      { index: 0, message: message(reply), logprobs: null, finish_reason: finishReason(reply) },
    ],
    usage: usage(reply),
  }),
  streamType: 'text/event-stream; charset=utf-8',
  stream,
  error: errorBody,
}

const finishReasons: Readonly<Record<ScriptedStop, string>> = {
  calls: 'tool_calls',
  answer: 'stop',
  length: 'length',
  refusal: 'content_filter',
  paused: 'stop',
}

function finishReason(reply: Reply): string {
  return finishReasons[reply.stop]
}

function read(body: Json): RequestReading {
  const messages = objects(body['messages'])
  const lastOther = messages.findLastIndex(({ role }) => role !== 'tool')
  return {
    model: asString(body['model']),
    stream: body['stream'] === true,
    turn: messages.filter(({ role }) => role === 'assistant').length,
    firstUserText: textOf(messages.find(({ role }) => role === 'user')?.['content']),
    results: messages.slice(lastOther + 1).map((result) => ({
      id: asString(result['tool_call_id']),
      text: textOf(result['content']),
    })),
    toolNames: objects(body['tools']).map((tool) => asString(asObject(tool['function'])['name'])),
    parallel: body['parallel_tool_calls'] !== false,
    prompt: { tools: body['tools'], messages },
  }
}

function envelope(reply: Reply, object: string): Json {
  const { id, createdAt, model } = reply
  return { id, object, created: createdAt, model, system_fingerprint: null }
}

function message({ blocks, stop }: Reply): Json {
  const said = join(blocks, 'text')
  const thought = join(blocks, 'thinking')
  const calls = blocks.filter(({ kind }) => kind === 'call')
  return {
    role: 'assistant',
    content: stop === 'refusal' ? null : said,
    refusal: stop === 'refusal' ? said : null,
    ...(thought === null ? {} : { reasoning_content: thought }),
    ...(calls.length === 0
      ? {}
      : { tool_calls: calls.map((block) => toolCall(block, block.text)) }),
  }
}

function join(blocks: readonly Block[], kind: Block['kind']): string | null {
  const parts = blocks.filter((block) => block.kind === kind)
  return parts.length === 0 ? null : parts.map(({ text }) => text).join('')
}

function toolCall({ call }: Block, text: string): Json {
  return { id: call?.id, type: 'function', function: { name: call?.name, arguments: text } }
}

function usage({ inputTokens, outputTokens }: Reply): Json {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  }
}

function stream(reply: Reply, body: Json): StreamWriter {
  const withUsage = asObject(body['stream_options'])['include_usage'] === true
  const base = {
    ...envelope(reply, 'chat.completion.chunk'),
    ...(withUsage ? { usage: null } : {}),
  }
  const chunk = (delta: Json, finish: string | null = null): string =>
    event({ ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })
  const textField = reply.stop === 'refusal' ? 'refusal' : 'content'
  return {
    begin: () => chunk({ role: 'assistant', content: null, refusal: null }),
    open: (block) =>
      block.call === undefined
        ? ''
        : chunk({ tool_calls: [{ index: block.call.index, ...toolCall(block, '') }] }),
    piece({ kind, call }, _index, text) {
      if (kind === 'text') return chunk({ [textField]: text })
      if (kind === 'thinking') return chunk({ reasoning_content: text })
      return chunk({ tool_calls: [{ index: call?.index, function: { arguments: text } }] })
    },
    close: () => '',
    end() {
      const counts = withUsage ? event({ ...base, choices: [], usage: usage(reply) }) : ''
      return chunk({}, finishReason(reply)) + counts + serverSentEvent('[DONE]')
    },
    error: (error) => event(errorBody(error)),
  }
}

function event(value: Json): string {
  return serverSentEvent(JSON.stringify(value))
}
