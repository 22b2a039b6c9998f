import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, isObject, isString } from '../json.ts'
import { checkCallsAnswered } from './check-calls.ts'
import { checkChatMessage } from './check-message.ts'
import { checkChatTools } from './check-tools.ts'
import { emptyArray, invalidType, missing } from './rejections.ts'

/**
 * Rejects what OpenAI rejects, in its words as far as they are known.
 *
 * @throws {RequestRejected}
 */
export function checkOpenaiChat(body: Json): void {
  const { model, messages } = body
  if (!isString(model) || model === '')
    throw new RequestRejected('you must provide a model parameter')
  if (messages === undefined) throw missing('messages')
  if (!Array.isArray(messages)) throw invalidType('messages', 'an array of objects', messages)
  if (messages.length === 0) throw emptyArray('messages')
  checkChatTools(body)
  if (body['stream_options'] !== undefined && body['stream'] !== true)
    throw new RequestRejected(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      { param: 'stream_options' },
    )
  messages.forEach((message, index) => {
    if (!isObject(message)) throw invalidType(`messages[${index}]`, 'an object', message)
    checkChatMessage(message, index)
  })
  checkCallsAnswered(asArray(messages).map(asObject))
}
