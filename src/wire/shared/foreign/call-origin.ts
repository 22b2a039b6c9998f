import { isRecord } from '../shape.ts'
import { origins, type Origin } from './origin.ts'

/** Blocks that have an id, a name and an input, and whose message says whether they may run. */
const blockTypes: ReadonlyMap<unknown, Origin> = new Map<unknown, Origin>([
  ['tool_use', origins.anthropic],
  ['server_tool_use', origins.anthropic],
  ['mcp_tool_use', origins.anthropic],
  ['custom_tool_call', origins['openai-responses']],
])

/** Whose raw call a value is, told by its shape; undefined of all others, such as a call that this package takes. */
export function callOrigin(value: unknown): Origin | undefined {
  try {
    return isRecord(value) ? originOf(value) : undefined
  } catch {
    // A getter threw, or a proxy did.
    return undefined
  }
}

function originOf(value: Readonly<Record<string, unknown>>): Origin | undefined {
  const { name, type, id } = value
  const isCall = typeof name === 'string' && 'input' in value
  if (isCall) {
    if (id === undefined && typeof value['toolUseId'] === 'string') return origins.bedrock
    return type === undefined ? undefined : blockTypes.get(type)
  }
  const { function: called, functionCall, toolUse, toolName, method, params } = value
  if (isNamed(called))
    return typeof called['arguments'] === 'string' ? origins['openai-chat'] : origins.ollama
  if (isNamed(functionCall)) return origins.gemini
  if (isNamed(toolUse)) return origins.bedrock
  if (typeof toolName === 'string' && typeof value['toolCallId'] === 'string')
    return origins['ai-sdk']
  if (method === 'tools/call' && isRecord(params)) return origins.mcp
  if (typeof name !== 'string') return undefined
  if (type === 'function_call' && typeof value['arguments'] === 'string')
    return origins['openai-responses']
  if (isRecord(value['args'])) return type === 'tool_call' ? origins.langchain : origins.gemini
  return isRecord(value['arguments']) ? origins.mcp : undefined
}

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && typeof value['name'] === 'string'
}
