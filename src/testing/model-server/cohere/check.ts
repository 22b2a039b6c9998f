import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, asString, isObject, isString, objects } from '../json.ts'

const roles = ['user', 'assistant', 'system', 'tool']

/**
 * Rejects what Cohere rejects, as far as its reference says (https://docs.cohere.com/reference/chat). It does not
 * give the sentences, so those here are ours.
 *
 * @throws {RequestRejected}
 */
export function checkCohere(body: Json): void {
  const { model, messages, tools } = body
  if (!isString(model) || model === '') throw invalid('model must be specified')
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages must be a list of at least one message')
  if (tools !== undefined && !Array.isArray(tools)) throw invalid('tools must be a list')
  asArray(tools).forEach(checkTool)
  messages.forEach(checkMessage)
  checkResults(messages as readonly Json[])
}

function invalid(message: string): RequestRejected {
  return new RequestRejected(`invalid request: ${message}`)
}

function checkTool(tool: unknown, index: number): void {
  const { type, function: declared } = asObject(tool)
  const { name, parameters } = asObject(declared)
  checkFields(asObject(tool), ['type', 'function'])
  checkFields(asObject(declared), ['name', 'description', 'parameters', 'strict'])
  if (type !== 'function') throw invalid(`tools[${index}].type must be "function"`)
  if (!isString(name) || !/^[a-zA-Z_][a-zA-Z0-9_-]*$/.test(name))
    throw invalid(`tools[${index}].function.name must be a name`)
  if (!isObject(parameters)) throw invalid(`tools[${index}].function.parameters must be an object`)
}

/** As reported (github.com/agno-agi/agno/issues/3503). */
function checkFields(value: Json, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw new RequestRejected(
      `unknown field: parameter '${unknown}' is not a valid field. For proper usage, please refer to ` +
        'https://docs.cohere.com/reference/chat',
      { status: 422 },
    )
}

function checkMessage(message: unknown, index: number): void {
  const at = `messages[${index}]`
  const { role, content, tool_calls: calls } = asObject(message)
  if (!isString(role) || !roles.includes(role))
    throw invalid(`${at}.role must be one of ${roles.join(', ')}`)
  const empty = content === undefined || content === '' || asArray(content).length === 0
  const hasContent = isString(content) ? content !== '' : !empty
  if (!hasContent && !(role === 'assistant' && asArray(calls).length > 0))
    throw invalid(`all elements in messages must have content, ${at} has none`)
  if (role === 'tool' && !isString(asObject(message)['tool_call_id']))
    throw invalid(`${at}.tool_call_id must be specified`)
  asArray(calls).forEach((call, place) => checkCall(call, `${at}.tool_calls[${place}]`))
}

function checkCall(call: unknown, at: string): void {
  const { id, function: named } = asObject(call)
  const { name, arguments: text } = asObject(named)
  if (!isString(id) || id === '') throw invalid(`${at}.id must be specified`)
  if (!isString(name)) throw invalid(`${at}.function.name must be specified`)
  if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw invalid(`${at}.function.name must be a name`)
  if (!isString(text) || !isJsonObject(text))
    throw invalid(`${at}.function.arguments must be a JSON object as a string`)
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}

/** Every call's result stands right behind the message that made the call, and no other does. */
function checkResults(messages: readonly Json[]): void {
  let open: string[] = []
  for (const message of [...messages, { role: 'end' }]) {
    const { role, tool_call_id: answered, tool_calls: calls } = message as Json
    if (role === 'tool') {
      if (!open.includes(asString(answered)))
        throw invalid(`tool call id ${asString(answered)} not found in previous tool calls`)
      open = open.filter((id) => id !== answered)
      continue
    }
    if (open.length > 0) throw invalid(`no tool result for the tool calls ${open.join(', ')}`)
    open = objects(calls).map(({ id }) => asString(id))
    if (new Set(open).size < open.length)
      throw invalid(`tool calls must have ids of their own, got ${open.join(', ')}`)
  }
}
