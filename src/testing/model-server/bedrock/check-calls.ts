import { RequestRejected, type Json } from '../format.ts'
import { asObject, asString, objects } from '../json.ts'

/**
 * Checks that the message after one with calls holds exactly their results, in any order.
 *
 * @throws {RequestRejected}
 */
export function checkCallsAnswered(messages: readonly Json[]): void {
  let open: readonly string[] = []
  messages.forEach((message, index) => {
    checkResults(message, index, open)
    open = message['role'] === 'assistant' ? clientCalls(message, index) : []
  })
  if (open.length > 0) throw unanswered(messages.length, open)
}

/** The ids of the message's calls, save those of the provider's own tools, whose results are beside them. */
function clientCalls(message: Json, index: number): string[] {
  const served = new Set(idsOf(message, 'toolResult'))
  const ids = idsOf(message, 'toolUse').filter((id) => !served.has(id))
  if (new Set(ids).size < ids.length)
    throw new RequestRejected(
      `The toolUse blocks at messages.${index}.content contain duplicate Ids: ${ids.join(', ')}`,
    )
  return ids
}

function checkResults(message: Json, index: number, open: readonly string[]): void {
  const ids = message['role'] === 'user' ? idsOf(message, 'toolResult') : []
  const missing = open.filter((id) => !ids.includes(id))
  if (missing.length > 0) throw unanswered(index, missing)
  if (ids.length > open.length)
    throw new RequestRejected(
      `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of ` +
        'previous turn.',
    )
}

function unanswered(index: number, ids: readonly string[]): RequestRejected {
  return new RequestRejected(
    `Expected toolResult blocks at messages.${index}.content for the following Ids: ${ids.join(', ')}`,
  )
}

function idsOf(message: Json, kind: 'toolUse' | 'toolResult'): string[] {
  return objects(message['content']).flatMap((block) =>
    block[kind] === undefined ? [] : [asString(asObject(block[kind])['toolUseId'])],
  )
}
