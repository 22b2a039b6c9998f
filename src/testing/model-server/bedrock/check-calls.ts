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
  checkOnce(ids, 'toolUse', index)
  return ids
}

/** As reported (github.com/BerriAI/litellm/issues/20047). */
function checkOnce(ids: readonly string[], kind: 'toolUse' | 'toolResult', index: number): void {
  const doubled = new Set(ids.filter((id, place) => ids.indexOf(id) < place))
  if (doubled.size > 0)
    throw new RequestRejected(
      `The ${kind} blocks at messages.${index}.content contain duplicate Ids: ${[...doubled].join(', ')}`,
    )
}

function checkResults(message: Json, index: number, open: readonly string[]): void {
  const ids = message['role'] === 'user' ? idsOf(message, 'toolResult') : []
  checkOnce(ids, 'toolResult', index)
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
