import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, isObject, objects } from '../json.ts'
import { checkPattern } from './check-block.ts'

/** @throws {RequestRejected} for tools, or a choice among them, that Bedrock would reject. */
export function checkToolConfig(toolConfig: unknown): void {
  const { tools } = asObject(toolConfig)
  if (!Array.isArray(tools) || tools.length === 0)
    throw new RequestRejected(
      "1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: Member must have " +
        'length greater than or equal to 1',
    )
  asArray(tools).forEach((tool, index) => {
    const { toolSpec } = asObject(tool)
    if (toolSpec !== undefined) checkSpec(asObject(toolSpec), `toolConfig.tools.${index}.toolSpec`)
  })
  const names = objects(tools).flatMap(({ toolSpec }) => asObject(toolSpec)['name'] ?? [])
  if (new Set(names).size < names.length)
    throw new RequestRejected(
      'The model returned the following errors: tools: Tool names must be unique.',
    )
}

function checkSpec({ name, description, inputSchema }: Json, at: string): void {
  checkPattern(name, `${at}.name`)
  if (description === '')
    throw new RequestRejected(
      `1 validation error detected: Value '' at '${at}.description' failed to satisfy constraint: Member must have ` +
        'length greater than or equal to 1',
    )
  const { json } = asObject(inputSchema)
  if (isObject(json) && json['type'] === 'object') return
  throw new RequestRejected(
    `The json schema definition at ${at}.inputSchema is invalid. Fix the following errors and try again: ` +
      "$.type: must be the constant value 'object'",
  )
}

/** Whether a message makes a tool configuration necessary. */
export function hasToolBlocks(message: Json): boolean {
  return objects(message['content']).some(
    (block) => block['toolUse'] !== undefined || block['toolResult'] !== undefined,
  )
}
