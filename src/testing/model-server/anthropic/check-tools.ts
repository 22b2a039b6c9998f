import { checkPattern } from './check-block.ts'
import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, hasAtTop, isObject, isString, objects } from '../json.ts'

const choices = ['auto', 'any', 'tool', 'none']

/** @throws {RequestRejected} for tools, or a choice among them, that Anthropic would reject. */
export function checkTools(body: Json): void {
  const { tools, tool_choice: choice } = body
  if (tools !== undefined && !Array.isArray(tools))
    throw new RequestRejected('tools: Input should be a valid list')
  asArray(tools).forEach((tool, index) => checkTool(tool, `tools.${index}`))
  const names = objects(tools).map((tool) => tool['name'])
  if (new Set(names).size < names.length)
    throw new RequestRejected('tools: Tool names must be unique.')
  if (choice !== undefined) checkChoice(choice, names)
}

function checkTool(tool: unknown, at: string): void {
  if (!isObject(tool)) throw new RequestRejected(`${at}: Input should be a valid dictionary`)
  const { type, name, input_schema: schema } = tool
  // A tool of the provider's own has a type with a date, and no schema.
  if (type !== undefined && type !== null && type !== 'custom') return
  if (!isString(name)) throw new RequestRejected(`${at}.custom.name: Field required`)
  checkPattern(name, /^[a-zA-Z0-9_-]{1,128}$/, `${at}.custom.name`)
  if (schema === undefined) throw new RequestRejected(`${at}.custom.input_schema: Field required`)
  if (!isObject(schema))
    throw new RequestRejected(`${at}.custom.input_schema: Input should be a valid dictionary`)
  if (schema['type'] === undefined)
    throw new RequestRejected(`${at}.custom.input_schema.type: Field required`)
  if (schema['type'] !== 'object')
    throw new RequestRejected(`${at}.custom.input_schema.type: Input should be 'object'`)
  if (hasAtTop(schema, ['oneOf', 'allOf', 'anyOf']))
    throw new RequestRejected(
      `${at}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`,
    )
  for (const key of Object.keys(asObject(schema['properties'])))
    if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(key))
      throw new RequestRejected(
        `${at}.custom.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'`,
      )
}

function checkChoice(choice: unknown, names: readonly unknown[]): void {
  if (!isObject(choice) || !choices.includes(String(choice['type'])))
    throw new RequestRejected(
      `tool_choice: Input should be an object whose type is one of '${choices.join("', '")}'`,
    )
  if (names.length === 0)
    throw new RequestRejected('tool_choice: may only be specified while providing `tools`')
  if (choice['type'] === 'tool' && !names.includes(choice['name']))
    throw new RequestRejected(
      `tool_choice: Tool '${String(choice['name'])}' not found in provided tools`,
    )
}
