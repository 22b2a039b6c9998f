import { isRecord } from '../../../util/is-record.ts'
import { listAt, momentOf, numberAt, parsed, textAt, type Fields } from '../fields.ts'
import type { Usage } from '../run-builder.ts'
import { readMessage, usageOf } from './message.ts'

/** A request to a model with what came back, or a conversation, which is one without an answer. */
export interface Exchange {
  readonly messages: readonly unknown[]
  /** What came back, as messages or items. */
  readonly answer: readonly unknown[]
  /** The system prompt, where it is no message. */
  readonly system?: unknown
  readonly usage?: Usage | undefined
  /** The Responses API's name for the answer, and for the one that this request goes on from. */
  readonly id?: string | undefined
  readonly previous?: string | undefined
  readonly sentMs?: number | undefined
  readonly endMs?: number | undefined
}

const messageFields = [
  'messages',
  'input',
  'contents',
  'items',
  'history',
  'conversation',
  'trajectory',
  'traj',
] as const
const requestFields = [
  'request',
  'request_body',
  'requestBody',
  'req',
  'body',
  'input',
  'inputs',
  'kwargs',
  'prompt',
] as const
const answerFields = [
  'response',
  'response_body',
  'responseBody',
  'res',
  'output',
  'completion',
  'result',
] as const

/** The exchange that a record of a log is; undefined if it is not one. */
export function exchangeOf(value: unknown): Exchange | undefined {
  if (Array.isArray(value))
    return isConversation(value) ? { messages: value, answer: [] } : undefined
  if (!isRecord(value)) return undefined
  const request = [value, ...within(value, requestFields)].find(
    (each) => messagesIn(each) !== undefined,
  )
  const answers = [value, ...within(value, answerFields)]
  const answered = answers.find((each) => answerIn(each).length > 0)
  const answer = answered === undefined ? [] : answerIn(answered)
  const messages = request === undefined ? questionIn(value, answer) : (messagesIn(request) ?? [])
  if (messages.length === 0 && answer.length === 0) return undefined
  const sentMs = momentOf(
    value['start_time'] ?? value['startTime'] ?? value['timestamp'] ?? value['created_at'],
  )
  const durationMs = numberAt(value, 'duration_ms', 'durationMs', 'latency_ms', 'latencyMs')
  return {
    messages,
    answer,
    system: isRecord(request)
      ? (request['system'] ?? request['instructions'] ?? request['systemInstruction'])
      : undefined,
    usage: isRecord(answered) ? usageOf(answered) : undefined,
    id: isRecord(answered) ? textAt(answered, 'id') : undefined,
    previous: [request, answered]
      .map((each) => (isRecord(each) ? textAt(each, 'previous_response_id') : undefined))
      .find((each) => each !== undefined),
    sentMs,
    endMs:
      momentOf(value['end_time'] ?? value['endTime']) ??
      (sentMs === undefined || durationMs === undefined ? undefined : sentMs + durationMs),
  }
}

/** The Responses API takes a text for a message. */
function questionIn(value: Fields, answer: readonly unknown[]): readonly unknown[] {
  if (answer.length === 0) return []
  const inputs = [value, ...within(value, requestFields)].map((each) =>
    isRecord(each) ? textAt(each, 'input') : undefined,
  )
  const content = inputs.find((each) => each !== undefined)
  return content === undefined ? [] : [{ role: 'user', content }]
}

/** What a log keeps under some names, and one level below as `body`; logs often keep JSON as text. */
function within(value: Fields, names: readonly string[]): readonly unknown[] {
  return names.flatMap((name) => {
    const held = parsed(value[name])
    return isRecord(held) && 'body' in held ? [held, parsed(held['body'])] : [held]
  })
}

function messagesIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return isConversation(value) ? value : undefined
  if (!isRecord(value)) return undefined
  for (const name of messageFields) {
    const held = parsed(value[name])
    if (Array.isArray(held) && isConversation(held)) return held
  }
  return undefined
}

function isConversation(list: readonly unknown[]): boolean {
  return list.slice(0, 8).some((each) => readMessage(each) !== undefined)
}

/** OpenAI's choices, Anthropic's message, the items of a response, Gemini's candidates, Bedrock's and Ollama's message. */
function answerIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return isConversation(value) ? value : []
  if (!isRecord(value)) return []
  const [choice] = listAt(value, 'choices')
  const [candidate] = listAt(value, 'candidates')
  const { output, message } = value
  const found = [
    isRecord(choice) ? choice['message'] : undefined,
    isRecord(candidate) ? candidate['content'] : undefined,
    isRecord(output) ? output['message'] : undefined,
    message,
    value,
  ].find((each) => readMessage(each)?.speaker === 'model')
  if (found !== undefined) return [found]
  return Array.isArray(output) && isConversation(output) ? output : []
}
