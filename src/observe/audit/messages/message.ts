import { isRecord } from '../../../util/is-record.ts'
import { listAt, momentOf, numberAt, parsed, recordAt, textAt, type Fields } from '../fields.ts'
import type { Usage } from '../run-builder.ts'
import { invocationSteps } from './ai-sdk-steps.ts'
import { contentText } from './content-text.ts'
import { itemSteps } from './item-steps.ts'
import { call, partSteps } from './part-steps.ts'
import type { Step } from './step.ts'

export type Speaker = 'system' | 'person' | 'model' | 'tool'

/** One message of a conversation, of whichever provider. */
export interface ReadMessage {
  readonly speaker: Speaker
  readonly steps: readonly Step[]
  readonly atMs?: number | undefined
  readonly usage?: Usage | undefined
}

const speakers: Readonly<Record<string, Speaker>> = {
  system: 'system',
  developer: 'system',
  user: 'person',
  human: 'person',
  assistant: 'model',
  model: 'model',
  ai: 'model',
  AIMessageChunk: 'model',
  tool: 'tool',
  function: 'tool',
}

/** A message, or an item of the Responses API; undefined if the value is neither. */
export function readMessage(value: unknown): ReadMessage | undefined {
  if (!isRecord(value)) return undefined
  const message = isRecord(value['kwargs']) ? unpacked(value, value['kwargs']) : value
  const speaker = speakerOf(message)
  if (speaker === undefined) {
    const steps = itemSteps(message)
    if (steps !== undefined) return { speaker: steps[0]?.kind === 'call' ? 'model' : 'tool', steps }
    // Between the calls of one message: it says nothing, yet it is of the model's.
    return /^(reasoning|\w+_call)$/.test(textAt(message, 'type') ?? '')
      ? { speaker: 'model', steps: [] }
      : undefined
  }
  const { content, parts } = message
  if (content === undefined && parts === undefined && !hasCalls(message)) return undefined
  return {
    speaker,
    steps: speaker === 'tool' ? resultSteps(message) : stepsOf(message),
    atMs: momentOf(message['timestamp'] ?? message['createdAt'] ?? message['created_at']),
    usage: usageOf(message),
  }
}

function speakerOf(message: Fields): Speaker | undefined {
  const role = textAt(message, 'role') ?? textAt(message, 'type') ?? ''
  return Object.hasOwn(speakers, role) ? speakers[role] : undefined
}

function hasCalls(message: Fields): boolean {
  return ['tool_calls', 'function_call', 'toolInvocations'].some(
    (field) => isRecord(message[field]) || Array.isArray(message[field]),
  )
}

/** LangChain's own JSON says of which class a message is: `{ lc, type: "constructor", id: [..., "AIMessage"], kwargs }`. */
function unpacked(value: Fields, kwargs: Fields): Fields {
  const kind = /(\w+?)Message(Chunk)?$/.exec(String(listAt(value, 'id').at(-1)))?.[1]?.toLowerCase()
  return kind === undefined ? kwargs : { ...kwargs, role: kind }
}

function stepsOf(message: Fields): readonly Step[] {
  const { content, parts } = message
  // A page's messages have their text in `content`, too.
  const all = Array.isArray(parts) && parts.length > 0 ? parts : content
  const steps = Array.isArray(all) ? all.flatMap(partSteps) : [...partSteps(all)]
  for (const told of listAt(message, 'tool_calls')) if (isRecord(told)) steps.push(toldCall(told))
  const { function_call: single } = message
  if (isRecord(single))
    steps.push(call(undefined, textAt(single, 'name'), parsed(single['arguments'])))
  for (const told of listAt(message, 'toolInvocations'))
    if (isRecord(told)) for (const step of invocationSteps(told)) steps.push(step)
  return steps
}

/** OpenAI has `function: { name, arguments }`, or `custom: { name, input }`; LangChain and Ollama have the fields themselves. */
function toldCall(told: Fields): Step {
  const inner = isRecord(told['function'])
    ? told['function']
    : isRecord(told['custom'])
      ? told['custom']
      : told
  const input = inner['arguments'] ?? inner['args'] ?? inner['input']
  return call(textAt(told, 'id', 'tool_call_id'), textAt(inner, 'name'), parsed(input))
}

/** A message of a tool's: results in parts, or one result that is its content. */
function resultSteps(message: Fields): readonly Step[] {
  const content = message['content'] ?? message['parts']
  const steps = Array.isArray(content) ? content.flatMap(partSteps) : []
  if (steps.some(({ kind }) => kind === 'result')) return steps
  return [
    {
      kind: 'result',
      id: textAt(message, 'tool_call_id'),
      name: textAt(message, 'name', 'tool_name'),
      output: contentText(content),
      failed: message['status'] === 'error' || message['is_error'] === true ? true : undefined,
    },
  ]
}

/** The input with what was cached: Anthropic counts that apart, OpenAI and Gemini within. */
export function usageOf(message: Fields): Usage | undefined {
  const usage = ['usage', 'usage_metadata', 'usageMetadata']
    .map((field) => message[field] ?? recordAt(message, 'metadata')[field])
    .find(isRecord)
  if (usage === undefined) return undefined
  const input = numberAt(
    usage,
    'input_tokens',
    'prompt_tokens',
    'promptTokenCount',
    'inputTokens',
    'promptTokens',
  )
  const cached =
    (numberAt(usage, 'cache_creation_input_tokens', 'cacheWriteInputTokens') ?? 0) +
    (numberAt(usage, 'cache_read_input_tokens', 'cacheReadInputTokens') ?? 0)
  return {
    inputTokens: input === undefined ? undefined : input + cached,
    outputTokens: numberAt(
      usage,
      'output_tokens',
      'completion_tokens',
      'candidatesTokenCount',
      'outputTokens',
      'completionTokens',
    ),
  }
}
