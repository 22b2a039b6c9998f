import type { Format, Json, RequestReading } from '../format.ts'
import { asString, objects, textOf } from '../json.ts'
import { errorBody } from '../openai-chat/error-body.ts'
import { checkResponses } from './check.ts'
import { countTurns, inputItems, isCallOutput } from './items.ts'
import { responseBody, styleOf } from './response.ts'
import { responseStream } from './stream.ts'

/**
 * OpenAI Responses (https://platform.openai.com/docs/api-reference/responses). The server stores nothing, so a
 * request holds its whole conversation. Thinking is summarised reasoning.
 */
export const openaiResponsesFormat: Format = {
  name: 'openai-responses',
  matches: (path) => path === '/v1/responses',
  check: checkResponses,
  read,
  callId: (turn, callIndex) => `call_${turn + 1}_${callIndex + 1}`,
  replyId: (requestNumber) => `resp_${requestNumber}`,
  whole: (reply, body) => responseBody(styleOf(reply, body), body, true),
  streamType: 'text/event-stream; charset=utf-8',
  stream: responseStream,
  error: errorBody,
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
