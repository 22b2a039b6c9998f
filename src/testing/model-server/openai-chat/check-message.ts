import { RequestRejected, type Json } from '../format.ts'
import { isObject, isString, objects } from '../json.ts'
import { checkLength, emptyArray, invalidType, invalidValue, missing } from './rejections.ts'

const roles = ['system', 'assistant', 'user', 'function', 'tool', 'developer']

/** @throws {RequestRejected} for a message that OpenAI would reject wherever its neighbours are. */
export function checkChatMessage(message: Json, index: number): void {
  const at = `messages[${index}]`
  const { role, content, tool_calls: calls } = message
  if (role === undefined) throw missing(`${at}.role`)
  if (!isString(role) || !roles.includes(role))
    throw invalidValue(
      `${at}.role`,
      `Invalid value: '${String(role)}'. Supported values are: '${roles.join("', '")}'.`,
    )
  if (calls !== undefined && role === 'assistant') checkCalls(calls, `${at}.tool_calls`)
  const mayBeEmpty = role === 'assistant' && (calls !== undefined || isString(message['refusal']))
  if (content === undefined || content === null) {
    if (!mayBeEmpty) throw noContent(index, content)
  } else checkContent(content, at, role)
  if (role === 'tool' && !isString(message['tool_call_id'])) throw missing(`${at}.tool_call_id`)
}

function noContent(index: number, content: unknown): RequestRejected {
  return new RequestRejected(
    `Invalid value for 'content': expected a string, got ${content === null ? 'null' : 'nothing'}.`,
    { param: `messages.[${index}].content` },
  )
}

function checkContent(content: unknown, at: string, role: string): void {
  if (isString(content)) return
  if (!Array.isArray(content))
    throw invalidType(`${at}.content`, 'one of a string or array of objects', content)
  if (content.length === 0) throw emptyArray(`${at}.content`)
  for (const part of objects(content)) {
    if (part['type'] === 'image_url' && role !== 'user')
      throw invalidValue(
        at,
        `Invalid '${at}'. Image URLs are only allowed for messages with role 'user', ` +
          `but this message with role '${role}' contains an image URL.`,
      )
    if (part['type'] === 'text' && !isString(part['text'])) throw missing(`${at}.content[].text`)
  }
}

function checkCalls(calls: unknown, at: string): void {
  if (!Array.isArray(calls)) throw invalidType(at, 'an array of objects', calls)
  if (calls.length === 0) throw emptyArray(at)
  const ids = new Set<string>()
  calls.forEach((call: unknown, place) => {
    const id = checkCall(call, `${at}[${place}]`)
    if (ids.has(id))
      throw invalidValue(`${at}[${place}].id`, `Duplicate value for 'id' in '${at}': '${id}'.`)
    ids.add(id)
  })
}

/** Gives the call's id. */
function checkCall(call: unknown, at: string): string {
  if (!isObject(call)) throw invalidType(at, 'an object', call)
  const { id, type, function: named } = call
  if (!isString(id))
    throw id === undefined ? missing(`${at}.id`) : invalidType(`${at}.id`, 'a string', id)
  checkLength(`${at}.id`, id, 40)
  if (type === undefined) throw missing(`${at}.type`)
  if (type !== 'function') return id
  if (!isObject(named)) throw missing(`${at}.function`)
  if (!isString(named['name'])) throw missing(`${at}.function.name`)
  checkToolName(named['name'], `${at}.function.name`)
  const text = named['arguments']
  if (text === undefined) throw missing(`${at}.function.arguments`)
  if (!isString(text)) throw invalidType(`${at}.function.arguments`, 'a string', text)
  return id
}

/** @throws {RequestRejected} */
export function checkToolName(name: string, param: string): void {
  if (!/^[a-zA-Z0-9_-]+$/.test(name))
    throw invalidValue(
      param,
      `Invalid '${param}': string does not match pattern. ` +
        "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    )
  checkLength(param, name, 64)
}
