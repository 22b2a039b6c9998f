import { isRecord, textOf, type Fields } from '../../../wire/shared/shape.ts'

/** The wire formats that are read, by the names of their codecs. */
export type FormatName =
  'anthropic' | 'openai-chat' | 'openai-responses' | 'gemini' | 'bedrock' | 'ollama' | 'cohere'

/** What only this format has. They are tried in order: Ollama's `message` is in Cohere's responses too. */
const marks: readonly (readonly [FormatName, (value: Fields) => boolean])[] = [
  ['openai-responses', isResponses],
  ['openai-chat', isChat],
  ['anthropic', isAnthropic],
  ['ollama', isOllama],
  ['cohere', isCohere],
  ['gemini', isGemini],
  ['bedrock', isBedrock],
]

const anthropicEvent = /^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/
const cohereEvent =
  /^(?:message-(?:start|end)|content-(?:start|delta|end)|tool-plan-delta|tool-call-(?:start|delta|end)|citation-(?:start|end))$/
const bedrockEvent =
  /^(?:messageStart|messageStop|contentBlock(?:Start|Delta|Stop)|metadata|[a-z]\w*Exception)$/

/**
 * The format of a whole response, of an event of a stream, or of a list of events, of which the first that is
 * certain counts; undefined if nothing is. An error that the provider sent instead of a message has no format.
 */
export function detect(value: unknown): FormatName | undefined {
  if (Array.isArray(value)) {
    for (const event of value as readonly unknown[]) {
      const found = isRecord(event) ? formatOf(event) : undefined
      if (found !== undefined) return found
    }
    return undefined
  }
  return isRecord(value) ? formatOf(value) : undefined
}

function formatOf(value: Fields): FormatName | undefined {
  return marks.find(([, has]) => has(value))?.[0]
}

function isResponses({ object, type, output }: Fields): boolean {
  return object === 'response' || textOf(type).startsWith('response.') || Array.isArray(output)
}

/** Not by `object`: servers that call themselves compatible leave it out or spell it their way. */
function isChat({ choices }: Fields): boolean {
  return Array.isArray(choices)
}

function isAnthropic({ type, role, content }: Fields): boolean {
  if (type === 'message' || type === undefined)
    return role === 'assistant' && Array.isArray(content)
  return anthropicEvent.test(textOf(type))
}

function isOllama({ message, done }: Fields): boolean {
  return isRecord(message) && typeof done === 'boolean'
}

/** Whole responses in the spelling of HTTP and of Cohere's SDK. */
function isCohere({ type, message, finish_reason, finishReason }: Fields): boolean {
  if (type !== undefined) return cohereEvent.test(textOf(type))
  return isRecord(message) && textOf(finish_reason ?? finishReason) !== ''
}

/** A chunk may hold nothing but counts; a prompt that was blocked has no candidates. */
function isGemini({ candidates, promptFeedback, usageMetadata }: Fields): boolean {
  return Array.isArray(candidates) || isRecord(promptFeedback) || isRecord(usageMetadata)
}

function isBedrock(value: Fields): boolean {
  if (isRecord(value.output)) return isRecord(value.output.message)
  const [name = '', ...others] = Object.keys(value)
  return others.length === 0 && bedrockEvent.test(name) && isRecord(value[name])
}
