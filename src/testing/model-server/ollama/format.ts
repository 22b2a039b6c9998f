import type { Format, Json, RequestReading, StreamWriter } from '../format.ts'
import { asObject, asString, objects, textOf } from '../json.ts'
import type { Reply } from '../reply.ts'
import type { Block } from '../block.ts'
import type { ScriptedStop } from '../script.ts'
import { checkOllama } from './check.ts'

/** Ollama's own chat API (https://docs.ollama.com/api/chat). It has no ids, so those of a script are not sent. */
export const ollamaFormat: Format = {
  name: 'ollama',
  matches: (path) => path === '/api/chat',
  check: checkOllama,
  read,
  callId: (turn, callIndex) => `call_${turn + 1}_${callIndex + 1}`,
  replyId: (requestNumber) => String(requestNumber).padStart(6, '0'),
  whole: (reply) => ({ ...line(reply, message(reply)), ...ending(reply) }),
  streamType: 'application/x-ndjson',
  stream,
  error: ({ message: text }) => ({ error: text }),
}

const doneReasons: Readonly<Record<ScriptedStop, string>> = {
  calls: 'stop',
  answer: 'stop',
  length: 'length',
  refusal: 'stop',
  paused: 'stop',
}

function read(body: Json): RequestReading {
  const messages = objects(body['messages'])
  const lastOther = messages.findLastIndex(({ role }) => role !== 'tool')
  return {
    model: asString(body['model']),
    // It streams unless it is told not to.
    stream: body['stream'] !== false,
    turn: messages.filter(({ role }) => role === 'assistant').length,
    firstUserText: textOf(messages.find(({ role }) => role === 'user')?.['content']),
    results: messages.slice(lastOther + 1).map((result) => ({
      id: asString(result['tool_name']),
      text: textOf(result['content']),
    })),
    toolNames: objects(body['tools']).map((tool) => asString(asObject(tool['function'])['name'])),
    // There is no switch against it.
    parallel: true,
    prompt: { tools: body['tools'], messages },
  }
}

function line(reply: Reply, said: Json): Json {
  const { model, createdAt, id } = reply
  const second = new Date(createdAt * 1_000).toISOString().slice(0, 19)
  const message = { role: 'assistant', content: '', ...said }
  return { model, created_at: `${second}.${id}Z`, message, done: false }
}

function ending({ stop, inputTokens, outputTokens }: Reply): Json {
  return {
    done_reason: doneReasons[stop],
    done: true,
    total_duration: 1_000_000,
    load_duration: 1_000,
    prompt_eval_count: inputTokens,
    prompt_eval_duration: 1_000,
    eval_count: outputTokens,
    eval_duration: 1_000,
  }
}

function message({ blocks }: Reply): Json {
  const join = (kind: Block['kind']): string =>
    blocks.map((block) => (block.kind === kind ? block.text : '')).join('')
  const thinking = join('thinking')
  const calls = blocks.flatMap(toolCalls)
  return {
    content: join('text'),
    ...(thinking === '' ? {} : { thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
}

/** The block's call. The server finds a call in the model's words only once its arguments are whole. */
function toolCalls({ call, text }: Block): Json[] {
  if (call === undefined) return []
  try {
    return [{ function: { name: call.name, arguments: JSON.parse(text) as unknown } }]
  } catch {
    return []
  }
}

function stream(reply: Reply): StreamWriter {
  const write = (fields: Json): string => `${JSON.stringify(fields)}\n`
  return {
    begin: () => '',
    open: () => '',
    piece({ kind }, _index, text) {
      if (kind === 'call') return ''
      return write(line(reply, kind === 'text' ? { content: text } : { thinking: text }))
    },
    close(block) {
      const calls = toolCalls(block)
      return calls.length === 0 ? '' : write(line(reply, { tool_calls: calls }))
    },
    end: () => write({ ...line(reply, {}), ...ending(reply) }),
    error: ({ message: text }) => write({ error: text }),
  }
}
