import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, hasAtTop, isObject, isString, objects } from '../json.ts'
import { checkToolName } from './check-message.ts'
import { emptyArray, invalidType, missing } from './rejections.ts'

/** What makes no sense, and is rejected, where no tools are given. */
const onlyWithTools = ['tool_choice', 'parallel_tool_calls']

/** @throws {RequestRejected} for tools that OpenAI would reject. */
export function checkChatTools(body: Json): void {
  const { tools } = body
  if (tools === undefined || tools === null) {
    for (const param of onlyWithTools)
      if (body[param] !== undefined)
        throw new RequestRejected(
          `Invalid value for '${param}': '${param}' is only allowed when 'tools' are specified.`,
          { param },
        )
    return
  }
  if (!Array.isArray(tools)) throw invalidType('tools', 'an array of objects', tools)
  if (tools.length === 0) throw emptyArray('tools')
  asArray(tools).forEach((tool, index) => checkTool(tool, `tools[${index}]`))
  const { name } = asObject(asObject(body['tool_choice'])['function'])
  if (name !== undefined && !objects(tools).some((tool) => nameOf(tool) === name))
    throw new RequestRejected(
      `Invalid value for 'tool_choice': no function named '${String(name)}' was specified in the 'tools' parameter.`,
      { param: 'tool_choice' },
    )
}

function nameOf({ function: declared }: Json): unknown {
  return asObject(declared)['name']
}

function checkTool(tool: unknown, at: string): void {
  if (!isObject(tool)) throw invalidType(at, 'an object', tool)
  const { type, function: declared } = tool
  if (type === undefined) throw missing(`${at}.type`)
  if (type !== 'function') return
  if (!isObject(declared)) throw missing(`${at}.function`)
  const { name, parameters } = declared
  if (!isString(name)) throw missing(`${at}.function.name`)
  checkToolName(name, `${at}.function.name`)
  // Absent parameters are a function without any.
  if (parameters === undefined) return
  checkSchema(name, asObject(parameters), `${at}.function.parameters`)
}

/** @throws {RequestRejected} for what OpenAI does not take as the parameters of a function. */
export function checkSchema(name: string, schema: Json, param: string): void {
  const { type } = schema
  if (type !== 'object')
    throw invalid(
      `schema must be a JSON Schema of 'type: "object"', got 'type: ${JSON.stringify(type ?? 'None')}'.`,
    )
  if (hasAtTop(schema, ['oneOf', 'anyOf', 'allOf', 'enum', 'not']))
    throw invalid(
      "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.",
    )
  if (!isObject(schema['properties']))
    throw invalid('In context=(), object schema missing properties.')

  function invalid(what: string): RequestRejected {
    const code = 'invalid_function_parameters'
    return new RequestRejected(`Invalid schema for function '${name}': ${what}`, { param, code })
  }
}
