import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, isObject, isString, objects } from '../json.ts'
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
  const schemaType = asObject(parameters)['type']
  if (schemaType === 'object') return
  throw new RequestRejected(
    `Invalid schema for function '${name}': schema must be a JSON Schema of 'type: "object"', ` +
      `got 'type: ${JSON.stringify(schemaType ?? 'None')}'.`,
    { param: `${at}.function.parameters`, code: 'invalid_function_parameters' },
  )
}
