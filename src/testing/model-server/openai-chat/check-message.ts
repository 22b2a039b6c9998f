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
  const mayBeEmpty =
    role === 'assistant' && [calls, ...instead.map((key) => message[key])].some(isSaid)
  if (content === undefined || content === null) {
    if (!mayBeEmpty) throw noContent(index, content)
  } else checkContent(content, at, role)
  if (role === 'tool') checkId(message['tool_call_id'], `${at}.tool_call_id`)
}

/** What an assistant message may have instead of content and calls. */
const instead = ['refusal', 'function_call', 'audio']

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null
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
  const { id, type } = call
  checkId(id, `${at}.id`)
  if (type === undefined) throw missing(`${at}.type`)
  if (type !== 'function' && type !== 'custom')
    throw invalidValue(
      `${at}.type`,
      `Invalid value: '${String(type)}'. Supported values are: 'function' and 'custom'.`,
    )
  const named = call[type]
  if (!isObject(named)) throw missing(`${at}.${type}`)
  if (!isString(named['name'])) throw missing(`${at}.${type}.name`)
  checkToolName(named['name'], `${at}.${type}.name`)
  const field = type === 'function' ? 'arguments' : 'input'
  const text = named[field]
  if (text === undefined) throw missing(`${at}.${type}.${field}`)
  if (!isString(text)) throw invalidType(`${at}.${type}.${field}`, 'a string', text)
  return id
}

function checkId(id: unknown, param: string): asserts id is string {
  if (!isString(id)) throw id === undefined ? missing(param) : invalidType(param, 'a string', id)
  checkLength(param, id, 40)
}

/** @throws {RequestRejected} */
export function checkToolName(name: string, param: string): void {
  checkLength(param, name, 64)
  if (!/^[a-zA-Z0-9_-]+$/.test(name))
    throw invalidValue(
      param,
      `Invalid '${param}': string does not match pattern. ` +
        "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    )
}
