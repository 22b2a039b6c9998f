import type { IsTool } from '../shared/parallel-wrapper.ts'
import { filled, holdsAnything, textOf, type Fields } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'
import { type DraftPart, textIn } from './draft.ts'
import type { AiSdkAssistantPart } from './message.ts'

/**
 * The parts that a prompt takes. Of the others a source is for people to read, and a request for an approval is kept
 * by the provider itself.
 */
const sendableTypes: ReadonlySet<unknown> = new Set([
  'text',
  'reasoning',
  'file',
  'reasoning-file',
  'custom',
  'tool-call',
  'tool-result',
])

/** Whether a part belongs to the model's message. */
export function isContent({ type, preliminary }: Fields): boolean {
  // A preliminary result is replaced by the final one.
  return sendableTypes.has(type) && preliminary !== true
}

/** The part as the prompt wants it: what the provider said of it in its metadata goes back as its options. */
export function sendBack(part: DraftPart, isTool: IsTool | undefined): AiSdkAssistantPart {
  const { providerMetadata, result: _, ...fields } = part.fields
  const options = holdsAnything(providerMetadata) && { providerOptions: providerMetadata }
  return {
    ...filled(fields),
    ...contentOf(part, isTool),
    ...options,
  } as unknown as AiSdkAssistantPart
}

function contentOf(part: DraftPart, isTool: IsTool | undefined): object {
  const { fields, call } = part
  switch (fields.type) {
    case 'text':
    case 'reasoning':
      return { text: textIn(part) }
    case 'tool-call':
      if (call === undefined) return { input: inputOf(fields.input) }
      return {
        toolCallId: call.id,
        toolName: nameUnlessTool(call.name, isTool),
        input: call.invalid ? {} : call.input,
      }
    case 'tool-result':
      return { output: outputOf(fields) }
    default:
      return {}
  }
}

/** The input of a call that the provider runs, which may be any JSON value. */
function inputOf(input: unknown): unknown {
  if (typeof input !== 'string') return input ?? {}
  try {
    return JSON.parse(input)
  } catch {
    return {}
  }
}

function outputOf({ result, isError, output }: Fields): unknown {
  if (output !== undefined) return output
  if (isError === true) return { type: 'error-json', value: result ?? null }
  return typeof result === 'string'
    ? { type: 'text', value: textOf(result) }
    : { type: 'json', value: result ?? null }
}
