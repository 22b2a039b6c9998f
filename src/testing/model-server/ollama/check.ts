import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, isObject, isString } from '../json.ts'

/**
 * Rejects what Ollama rejects: what its server cannot decode. It asks for no order of messages and for no results, and
 * takes half of a surrogate pair, in whose place Go's reader of JSON puts U+FFFD (https://pkg.go.dev/encoding/json#Unmarshal).
 *
 * @throws {RequestRejected}
 */
export function checkOllama(body: Json): void {
  const { model, messages, tools } = body
  if (!isString(model) || model === '') throw new RequestRejected('model is required')
  if (messages !== undefined && !Array.isArray(messages))
    throw undecodable(messages, 'messages', '[]api.Message')
  if (tools !== undefined && !Array.isArray(tools)) throw undecodable(tools, 'tools', 'api.Tools')
  asArray(messages).forEach(checkMessage)
}

function checkMessage(message: unknown): void {
  if (!isObject(message)) throw undecodable(message, 'messages', 'api.Message')
  for (const field of ['role', 'content', 'thinking', 'tool_name', 'tool_call_id']) {
    const text = message[field]
    if (text !== undefined && text !== null && !isString(text))
      throw undecodable(text, `messages.${field}`, 'string')
  }
  const { tool_calls: calls } = message
  if (calls !== undefined && calls !== null && !Array.isArray(calls))
    throw undecodable(calls, 'messages.tool_calls', '[]api.ToolCall')
  for (const call of asArray(calls)) {
    const { name, arguments: given } = asObject(asObject(call)['function'])
    if (!isString(name)) throw undecodable(name, 'messages.tool_calls.function.name', 'string')
    if (given !== undefined && !isObject(given))
      throw undecodable(
        given,
        'messages.tool_calls.function.arguments',
        'api.ToolCallFunctionArguments',
      )
  }
}

/** As Go's JSON decoder says it. */
function undecodable(value: unknown, field: string, type: string): RequestRejected {
  const kind = Array.isArray(value) ? 'array' : typeof value
  return new RequestRejected(
    `json: cannot unmarshal ${kind} into Go struct field ChatRequest.${field} of type ${type}`,
  )
}
