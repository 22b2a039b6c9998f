import type { Format, Json, RequestReading, StreamWriter } from '../format.ts'
import { asObject, asString, objects, serverSentEvent, textOf } from '../json.ts'
import type { Reply } from '../reply.ts'
import type { Block } from '../block.ts'
import type { ScriptedStop } from '../script.ts'
import { checkCohere } from './check.ts'

/**
 * Cohere's Chat API, version 2 (https://docs.cohere.com/reference/chat). Text before calls is a tool plan, as Cohere's
 * models write it.
 */
export const cohereFormat: Format = {
  name: 'cohere',
  matches: (path) => path === '/v2/chat',
  check: checkCohere,
  read,
  callId: (turn, callIndex) => `call_${turn + 1}_${callIndex + 1}`,
  replyId: (requestNumber) => `cohere-${requestNumber}`,
  whole: (reply) => ({
    id: reply.id,
    message: message(reply),
    finish_reason: finishReasons[reply.stop],
    usage: usage(reply),
  }),
  streamType: 'text/event-stream',
  stream,
  error: ({ message: text }) => ({ message: text }),
}

const finishReasons: Readonly<Record<ScriptedStop, string>> = {
  calls: 'TOOL_CALL',
  answer: 'COMPLETE',
  length: 'MAX_TOKENS',
  refusal: 'ERROR_TOXIC',
  paused: 'COMPLETE',
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
    // There is no switch against it.
    parallel: true,
    prompt: { tools: body['tools'], messages },
  }
}

function usage({ inputTokens, outputTokens }: Reply): Json {
  const counts = { input_tokens: inputTokens, output_tokens: outputTokens }
  return { billed_units: counts, tokens: counts, cached_tokens: 0 }
}

/** Whether the block is a part of the plan that goes before calls. */
function isPlan(block: Block, { blocks }: Reply): boolean {
  return block.kind === 'text' && blocks.some(({ kind }) => kind === 'call')
}

function message(reply: Reply): Json {
  const { blocks } = reply
  const calls = blocks.flatMap((block) => (block.call === undefined ? [] : [toolCall(block)]))
  const plan = blocks.filter((block) => isPlan(block, reply)).map(({ text }) => text)
  const content = blocks
    .filter(({ kind }) => kind !== 'call')
    .filter((block) => !isPlan(block, reply))
  return {
    role: 'assistant',
    ...(plan.length > 0 ? { tool_plan: plan.join('') } : {}),
    ...(content.length > 0
      ? { content: content.map((block) => contentOf(block, block.text)) }
      : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
}

function toolCall({ call, text }: Block): Json {
  return { id: call?.id, type: 'function', function: { name: call?.name, arguments: text } }
}

function contentOf({ kind }: Block, text: string): Json {
  return kind === 'text' ? { type: 'text', text } : { type: 'thinking', thinking: text }
}

function stream(reply: Reply): StreamWriter {
  return {
    begin: () =>
      event('message-start', {
        id: reply.id,
        ...delta({ role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }),
      }),
    open(block, index) {
      if (isPlan(block, reply)) return ''
      if (block.call === undefined)
        return event('content-start', { index, ...delta({ content: contentOf(block, '') }) })
      const begun = { tool_calls: toolCall({ ...block, text: '' }) }
      return event('tool-call-start', { index: block.call.index, ...delta(begun) })
    },
    piece(block, index, text) {
      if (isPlan(block, reply)) return event('tool-plan-delta', delta({ tool_plan: text }))
      if (block.call === undefined) {
        const content = block.kind === 'text' ? { text } : { thinking: text }
        return event('content-delta', { index, ...delta({ content }) })
      }
      const more = { tool_calls: { function: { arguments: text } } }
      return event('tool-call-delta', { index: block.call.index, ...delta(more) })
    },
    close(block, index) {
      if (isPlan(block, reply)) return ''
      return block.call === undefined
        ? event('content-end', { index })
        : event('tool-call-end', { index: block.call.index })
    },
    end: () =>
      event('message-end', {
        delta: { finish_reason: finishReasons[reply.stop], usage: usage(reply) },
      }) + serverSentEvent('[DONE]'),
    error: ({ message: text }) =>
      event('message-end', { delta: { finish_reason: 'ERROR', error: text } }),
  }
}

function delta(said: Json): Json {
  return { delta: { message: said } }
}

function event(type: string, fields: Json): string {
  return serverSentEvent(JSON.stringify({ type, ...fields }), type)
}
