import { isRecord } from '../shape.ts'
import { callOrigin } from './call-origin.ts'
import { origins, type Origin } from './origin.ts'

type Fields = Readonly<Record<string, unknown>>

/** Whose whole response, or message, a value is, told by its shape; undefined where that is not plain. */
export function messageOrigin(value: unknown): Origin | undefined {
  try {
    return isRecord(value) && !Array.isArray(value) ? originOf(value) : undefined
  } catch {
    return undefined
  }
}

function originOf(value: Fields): Origin | undefined {
  const { choices, output, candidates, content, message } = value
  if (Array.isArray(choices)) return origins['openai-chat']
  if (Array.isArray(candidates)) return origins.gemini
  if (Array.isArray(output))
    return value['object'] === 'response' ? origins['openai-responses'] : inside(output)
  if (isRecord(output) && isRecord(output['message'])) return origins.bedrock
  if (isRecord(message)) return around(value, message)
  const { toolCalls, tool_calls: calls } = value
  if (Array.isArray(calls)) return inside(calls)
  if (Array.isArray(toolCalls)) return inside(toolCalls)
  if (!Array.isArray(content)) return undefined
  return value['type'] === 'message' && value['role'] === 'assistant'
    ? origins.anthropic
    : inside(content)
}

/** A message in a response of its own. */
function around(value: Fields, { role, content, tool_calls: calls }: Fields): Origin | undefined {
  if (role !== 'assistant') return undefined
  if (typeof value['done'] === 'boolean') return origins.ollama
  const isCohere = Array.isArray(content) || (Array.isArray(calls) && content === undefined)
  return typeof value['finish_reason'] === 'string' && isCohere ? origins.cohere : undefined
}

function inside(parts: readonly unknown[]): Origin | undefined {
  for (const part of parts) {
    const origin = callOrigin(part)
    if (origin !== undefined) return origin
  }
  return undefined
}
