import { numberAt, parsed, textAt } from '../fields.ts'
import type { Usage } from '../run-builder.ts'
import type { Span } from './span.ts'

/** What a span is of, by the GenAI conventions; undefined if it is of something else. */
export type Operation = 'agent' | 'chat' | 'tool'

const operations: Readonly<Record<string, Operation>> = {
  invoke_agent: 'agent',
  invoke_workflow: 'agent',
  chat: 'chat',
  generate_content: 'chat',
  text_completion: 'chat',
  execute_tool: 'tool',
  // The AI SDK's own telemetry, before it had the conventions' names.
  'ai.generateText.doGenerate': 'chat',
  'ai.streamText.doStream': 'chat',
  'ai.toolCall': 'tool',
}

/** By `gen_ai.operation.name`, else by the span's name, which the conventions begin with it. */
export function operationOf({ name, attributes }: Span): Operation | undefined {
  const told = textAt(attributes, 'gen_ai.operation.name') ?? ''
  if (Object.hasOwn(operations, told)) return operations[told]
  const first = name.replace(/^gen_ai\./, '').split(' ')[0] ?? ''
  // A span of another kind may be called "chat", too.
  const isSure = first.includes('_') || first.includes('.') || hasGenAi(attributes)
  return Object.hasOwn(operations, first) && isSure ? operations[first] : undefined
}

function hasGenAi(attributes: Span['attributes']): boolean {
  return Object.keys(attributes).some(
    (name) => name.startsWith('gen_ai.') || name.startsWith('ai.'),
  )
}

/** The attributes of the tool's span: its call, and what came of it. */
export function toolOf({ id, name, attributes }: Span): {
  id: string
  name: string
  input: unknown
  output: string | undefined
} {
  return {
    id: textAt(attributes, 'gen_ai.tool.call.id', 'ai.toolCall.id') ?? `span ${id}`,
    name:
      textAt(attributes, 'gen_ai.tool.name', 'ai.toolCall.name') ??
      name.replace(/^(gen_ai\.)?execute_tool /, ''),
    input: parsed(attributes['gen_ai.tool.call.arguments'] ?? attributes['ai.toolCall.args']),
    output: outputOf(attributes['gen_ai.tool.call.result'] ?? attributes['ai.toolCall.result']),
  }
}

function outputOf(result: unknown): string | undefined {
  if (result === undefined) return undefined
  return typeof result === 'string' ? result : JSON.stringify(result)
}

/** The messages in an attribute, which is a list, or JSON in a text. */
export function messagesOf({ attributes }: Span, ...names: readonly string[]): readonly unknown[] {
  for (const name of names) {
    const messages = parsed(attributes[name])
    if (Array.isArray(messages)) return messages
  }
  return []
}

/** The conventions count what was cached within the input. */
export function tokensOf({ attributes }: Span): Usage {
  return {
    inputTokens: numberAt(
      attributes,
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.prompt_tokens',
      'ai.usage.promptTokens',
    ),
    outputTokens: numberAt(
      attributes,
      'gen_ai.usage.output_tokens',
      'gen_ai.usage.completion_tokens',
      'ai.usage.completionTokens',
    ),
  }
}
