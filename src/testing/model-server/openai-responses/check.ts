import { RequestRejected, type Json } from '../format.ts'
import { isObject, isString } from '../json.ts'
import { invalidType, missing } from '../openai-chat/rejections.ts'
import { checkItem } from './check-item.ts'
import { checkOrder } from './check-order.ts'
import { checkPrograms } from './check-program.ts'
import { checkTools } from './check-tools.ts'

/**
 * Rejects what OpenAI rejects, in its words as far as they are known.
 *
 * @throws {RequestRejected}
 */
export function checkResponses(body: Json): void {
  const { model, input, messages, previous_response_id: previous } = body
  if (!isString(model) || model === '') throw missing('model')
  if (messages !== undefined)
    throw new RequestRejected(
      "Unsupported parameter: 'messages'. In the Responses API, this parameter has moved to 'input'. " +
        'Try again with the new parameter.',
      { param: 'messages', code: 'unsupported_parameter' },
    )
  if (previous !== undefined && previous !== null)
    throw new RequestRejected(`Previous response with id '${String(previous)}' not found.`, {
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    })
  checkTools(body)
  if (input === undefined) throw missing('input')
  if (isString(input)) return
  if (!Array.isArray(input))
    throw invalidType('input', 'one of a string or array of objects', input)
  const items = input.map((item: unknown, index) => {
    if (!isObject(item)) throw invalidType(`input[${index}]`, 'an object', item)
    checkItem(item, `input[${index}]`, body['store'] !== false)
    return item
  })
  checkOrder(items)
  checkPrograms(items, body)
}
