import { RequestRejected, type Json } from '../format.ts'
import { asString, isString } from '../json.ts'
import { isCall, isCallOutput, isModels } from './items.ts'

/**
 * Checks what items need of one another: each call its output, each output its call, before it, and no call two; reasoning an item of
 * the same response after it; ids that differ (https://platform.openai.com/docs/guides/function-calling).
 *
 * @throws {RequestRejected}
 */
export function checkOrder(items: readonly Json[]): void {
  checkIds(items)
  const calls = new Map<string, Json>()
  const answered = new Set<string>()
  items.forEach((item, index) => {
    const id = asString(item['call_id'])
    if (isCall(item)) {
      if (calls.has(id) && !answered.delete(id)) throw doubled(id)
      calls.set(id, item)
    }
    if (isCallOutput(item)) {
      checkAnswer(item, calls.get(id))
      if (answered.has(id)) throw doubled(id)
      answered.add(id)
    }
    if (item['type'] === 'reasoning') checkFollowed(item, items[index + 1])
  })
  for (const [id, { type }] of calls)
    if (!answered.has(id)) throw rejection(`No tool output found for ${kindOf(type)} call ${id}.`)
}

function checkIds(items: readonly Json[]): void {
  const seen = new Set<string>()
  for (const { id } of items) {
    if (!isString(id)) continue
    if (seen.has(id))
      throw rejection(
        `Duplicate item found with id ${id}. Remove duplicate items from your input and try again.`,
      )
    seen.add(id)
  }
}

function checkAnswer(output: Json, call: Json | undefined): void {
  if (call !== undefined && output['type'] === `${String(call['type'])}_output`) return
  const kind = kindOf(asString(output['type']).replace('_output', ''))
  throw rejection(
    `No tool call found for ${kind} call output with call_id ${String(output['call_id'])}.`,
  )
}

/** A later turn may have an id again. OpenAI's words are not known. */
function doubled(id: string): RequestRejected {
  return rejection(`Duplicate item found with call_id ${id}.`)
}

function kindOf(type: unknown): string {
  return type === 'custom_tool_call' ? 'custom tool' : 'function'
}

function checkFollowed({ id }: Json, next: Json | undefined): void {
  if (next !== undefined && isModels(next)) return
  throw rejection(
    `Item '${String(id)}' of type 'reasoning' was provided without its required following item.`,
  )
}

function rejection(message: string): RequestRejected {
  return new RequestRejected(message, { param: 'input' })
}
