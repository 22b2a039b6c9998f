import { isRecord, textOf, type Fields } from '../shape.ts'
import { origins, type Origin } from './origin.ts'

const byType: readonly [RegExp, Origin][] = [
  [/^response\./, origins['openai-responses']],
  [/^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/, origins.anthropic],
  [/^(?:message-(?:start|end)|content-\w+|tool-plan-delta|tool-call-\w+)$/, origins.cohere],
  [/^(?:stream-start|response-metadata|(?:text|reasoning|tool-input)-\w+)$/, origins['ai-sdk']],
]

const bedrockEvent: RegExp = /^(?:message(?:Start|Stop)|contentBlock\w+|metadata|\w+Exception)$/

/** Whose stream has an event of this shape; undefined where that is not plain. */
export function eventOrigin(event: unknown): Origin | undefined {
  try {
    return isRecord(event) ? originOf(event) : undefined
  } catch {
    return undefined
  }
}

function originOf(event: Fields): Origin | undefined {
  const { choices, candidates, usageMetadata, promptFeedback, message, done } = event
  const type = textOf(event.type)
  if (type !== '') return byType.find(([pattern]) => pattern.test(type))?.[1]
  if (Array.isArray(choices) || event.object === 'chat.completion.chunk')
    return origins['openai-chat']
  if ([candidates, usageMetadata, promptFeedback].some((field) => typeof field === 'object'))
    return origins.gemini
  if (typeof done === 'boolean' && isRecord(message)) return origins.ollama
  const keys = Object.keys(event)
  return keys.length > 0 && keys.every((key) => bedrockEvent.test(key))
    ? origins.bedrock
    : undefined
}
