import type { Format, Json, RequestReading } from '../format.ts'
import { asObject, asString, objects, textOf } from '../json.ts'
import { checkOpenaiText } from '../openai-chat/check-text.ts'
import { errorBody } from '../openai-chat/error-body.ts'
import { checkResponses } from './check.ts'
import { countTurns, inputItems, isCallOutput } from './items.ts'
import { responseBody, styleOf, wholeOutput } from './response.ts'
import { responseStream } from './stream.ts'

/**
 * OpenAI Responses (https://platform.openai.com/docs/api-reference/responses). The server keeps
 * the items of its responses, so that a request can name them, but no responses: a request holds its whole conversation. Thinking is summarised reasoning.
 */
export const openaiResponsesFormat: Format = {
  name: 'openai-responses',
  matches: (path) => path === '/v1/responses',
  checkText: checkOpenaiText,
  check: checkResponses,
  read,
  callId: (turn, callIndex) => `call_${turn + 1}_${callIndex + 1}`,
  replyId: (requestNumber) => `resp_${requestNumber}`,
  whole: (reply, body) => responseBody(styleOf(reply, body), body, true),
  kept: (reply, body) => (isStored(body) ? wholeOutput(styleOf(reply, body)) : []),
  resolved: (body, kept) => (isStored(body) ? withItems(body, kept) : body),
  streamType: 'text/event-stream; charset=utf-8',
  stream: responseStream,
  error: errorBody,
}

function isStored({ store }: Json): boolean {
  return store !== false
}

/** AI SDK's provider names the items of earlier responses where these are stored (github.com/vercel/ai/issues/7543). */
function withItems(body: Json, kept: ReadonlyMap<unknown, Json>): Json {
  const { input } = body
  if (!Array.isArray(input)) return body
  const items = input.map((item: unknown) => {
    const { type, id } = asObject(item)
    return type === 'item_reference' ? (kept.get(id) ?? item) : item
  })
  return { ...body, input: items }
}

function read(body: Json): RequestReading {
  const items = inputItems(body['input'])
  const lastOther = items.findLastIndex((item) => !isCallOutput(item))
  return {
    model: asString(body['model']),
    stream: body['stream'] === true,
    turn: countTurns(items),
    firstUserText: textOf(items.find(({ role }) => role === 'user')?.['content']),
    results: items.slice(lastOther + 1).map((result) => ({
      id: asString(result['call_id']),
      text: textOf(result['output']),
    })),
    toolNames: objects(body['tools']).map((tool) => asString(tool['name'])),
    parallel: body['parallel_tool_calls'] !== false,
    prompt: { instructions: body['instructions'], tools: body['tools'], items },
  }
}
