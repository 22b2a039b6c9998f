import { isValidSignature } from '../anthropic/signature.ts'
import { RequestRejected, type Json } from '../format.ts'
import { asString, isString, objects, textOf } from '../json.ts'
import { checkToolName } from '../openai-chat/check-message.ts'
import { checkLength, invalidType, invalidValue, missing } from '../openai-chat/rejections.ts'

const roles = ['assistant', 'system', 'developer', 'user']
const said = ['output_text', 'refusal']
const given = ['input_text', 'input_image', 'input_file']

/** The fields of the items that clients write themselves; of others OpenAI knows more than is written here. */
const fields: Readonly<Record<string, readonly string[]>> = {
  function_call: ['type', 'id', 'call_id', 'name', 'arguments', 'status', 'namespace', 'caller'],
  function_call_output: ['type', 'id', 'call_id', 'output', 'status', 'caller', 'name'],
  custom_tool_call: ['type', 'id', 'call_id', 'name', 'input', 'status', 'namespace', 'caller'],
  custom_tool_call_output: ['type', 'id', 'call_id', 'output', 'status', 'caller'],
}

/**
 * @param stored whether responses are kept, so that an id can stand for what it names.
 * @throws {RequestRejected} for an item that OpenAI would reject wherever its neighbours are.
 */
export function checkItem(item: Json, at: string, stored: boolean): void {
  const type = item['type'] ?? (item['role'] === undefined ? undefined : 'message')
  if (type === undefined) throw missing(`${at}.type`)
  const unknown = Object.keys(item).find((key) => fields[asString(type)]?.includes(key) === false)
  if (unknown !== undefined)
    throw new RequestRejected(`Unknown parameter: '${at}.${unknown}'.`, {
      param: `${at}.${unknown}`,
      code: 'unknown_parameter',
    })
  switch (type) {
    case 'message':
      if (item['role'] === 'assistant') checkId(item, at, 'msg')
      return checkMessage(item, at)
    case 'function_call':
      checkId(item, at, 'fc')
      checkCall(item, at)
      return requireText(item, 'arguments', at)
    case 'custom_tool_call':
      checkId(item, at, 'ctc')
      checkCall(item, at)
      return requireText(item, 'input', at)
    case 'function_call_output':
    case 'custom_tool_call_output':
      return checkOutput(item, at)
    case 'reasoning':
      checkId(item, at, 'rs')
      return checkReasoning(item, at, stored)
    case 'item_reference':
      throw notFound(item, stored)
  }
}

function checkMessage({ role, content }: Json, at: string): void {
  if (role === undefined) throw missing(`${at}.role`)
  if (!isString(role) || !roles.includes(role)) throw notOneOf(`${at}.role`, role, roles)
  if (content === undefined) throw missing(`${at}.content`)
  checkParts(content, `${at}.content`, role === 'assistant' ? said : given)
}

/** Text, or parts of the types that the place takes. */
function checkParts(content: unknown, at: string, types: readonly string[]): void {
  if (isString(content)) return
  if (!Array.isArray(content)) throw invalidType(at, 'one of a string or array of objects', content)
  objects(content).forEach((part, index) => {
    const { type } = part
    if (!types.includes(asString(type))) throw notOneOf(`${at}[${index}].type`, type, types)
    if (asString(type).endsWith('_text')) requireText(part, 'text', `${at}[${index}]`)
  })
}

function checkCall(item: Json, at: string): void {
  requireCallId(item, at)
  requireText(item, 'name', at)
  checkToolName(asString(item['name']), `${at}.name`)
}

function requireCallId(item: Json, at: string): void {
  requireText(item, 'call_id', at)
  checkLength(`${at}.call_id`, asString(item['call_id']), 64)
}

/** The id of the item, which clients take for that of the call. */
function checkId({ id }: Json, at: string, prefix: string): void {
  if (id === undefined || asString(id).startsWith(prefix)) return
  throw invalidValue(
    `${at}.id`,
    `Invalid '${at}.id': '${String(id)}'. Expected an ID that begins with '${prefix}'.`,
  )
}

function checkOutput(item: Json, at: string): void {
  requireCallId(item, at)
  if (item['output'] === undefined) throw missing(`${at}.output`)
  checkParts(item['output'], `${at}.output`, given)
}

function checkReasoning(item: Json, at: string, stored: boolean): void {
  const { summary, encrypted_content: encrypted } = item
  if (!Array.isArray(summary)) throw missing(`${at}.summary`)
  if (!isString(encrypted)) {
    if (!stored) throw notFound(item, stored)
    return
  }
  if (!isValidSignature(textOf(summary), encrypted))
    throw new RequestRejected(
      `The encrypted content for item ${asString(item['id'])} could not be verified.`,
      { code: 'invalid_encrypted_content' },
    )
}

function requireText(item: Json, field: string, at: string): void {
  const value = item[field]
  if (value === undefined) throw missing(`${at}.${field}`)
  if (!isString(value)) throw invalidType(`${at}.${field}`, 'a string', value)
}

function notOneOf(param: string, value: unknown, known: readonly string[]): RequestRejected {
  const values = `'${known.slice(0, -1).join("', '")}', and '${known.at(-1)}'`
  return invalidValue(param, `Invalid value: '${String(value)}'. Supported values are: ${values}.`)
}

function notFound({ id }: Json, stored: boolean): RequestRejected {
  const why = stored
    ? ''
    : ' Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this ' +
      'item from your input.'
  return new RequestRejected(`Item with id '${String(id)}' not found.${why}`, {
    status: 404,
    param: 'input',
  })
}
