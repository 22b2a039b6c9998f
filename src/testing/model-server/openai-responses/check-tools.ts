import { RequestRejected, type Json } from '../format.ts'
import { asObject, isObject, isString, objects } from '../json.ts'
import { checkToolName } from '../openai-chat/check-message.ts'
import { checkSchema } from '../openai-chat/check-tools.ts'
import { invalidType, missing } from '../openai-chat/rejections.ts'

/** @throws {RequestRejected} for tools that OpenAI would reject. */
export function checkTools({ tools, tool_choice: choice }: Json): void {
  if (tools === undefined || tools === null) return
  if (!Array.isArray(tools)) throw invalidType('tools', 'an array of objects', tools)
  tools.forEach((tool: unknown, index) => checkTool(tool, `tools[${index}]`))
  const { type, name } = asObject(choice)
  if (type === 'function' && !objects(tools).some((tool) => tool['name'] === name))
    throw new RequestRejected(`Tool choice '${String(name)}' not found in 'tools' parameter.`, {
      param: 'tool_choice',
    })
}

/** A function's fields stand beside its type here, not below it as in Chat Completions. */
function checkTool(tool: unknown, at: string): void {
  if (!isObject(tool)) throw invalidType(at, 'an object', tool)
  const { type, name, parameters } = tool
  if (type === undefined) throw missing(`${at}.type`)
  if (type !== 'function' && type !== 'custom') return
  if (!isString(name)) throw missing(`${at}.name`)
  checkToolName(name, `${at}.name`)
  if (type === 'custom' || parameters === undefined || parameters === null) return
  checkSchema(name, asObject(parameters), `${at}.parameters`)
}
