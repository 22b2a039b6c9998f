import { toJsonSchema } from '../../../call/schema/schema.ts'
import type { Toolset } from '../../../call/toolset.ts'
import { isRecord } from '../shape.ts'

/** Where others have the arguments of a call. */
const otherNames = ['arguments', 'args', 'parameters', 'params'] as const

/**
 * What a call is whose arguments nobody has read yet, which is a mistake of the program and not of the model: they are text, or
 * stand under another name. Undefined of all others.
 */
export function unparsedCall(call: unknown, tools: Toolset): string | undefined {
  try {
    if (!isRecord(call)) return undefined
    const { name, input, invalid } = call
    if (typeof name !== 'string' || invalid !== undefined) return undefined
    if (input !== undefined)
      return typeof input === 'string' ? unparsedText(name, input, tools) : undefined
    const other = otherNames.find((field) => call[field] !== undefined)
    if (other === undefined) return undefined
    const value = typeof call[other] === 'string' ? `JSON.parse(call.${other})` : `call.${other}`
    return `one with \`${other}\`. Make it \`{ id, name, input: ${value} }\`.`
  } catch {
    // What cannot be read is answered as such.
    return undefined
  }
}

/** Of text that is no object the model is told: it may be all that it said. */
function unparsedText(name: string, input: string, tools: Toolset): string | undefined {
  const tool = tools.get(name)
  if (tool === undefined || !input.trimStart().startsWith('{')) return undefined
  if (!isRecord(JSON.parse(input)) || toJsonSchema(name, tool.inputSchema).type === 'string')
    return undefined
  return `JSON as text, as the \`input\` of "${name}", which takes an object. Give \`JSON.parse(…)\` of it.`
}
