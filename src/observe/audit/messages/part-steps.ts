import { isRecord } from '../../../util/is-record.ts'
import { asText, parsed, recordAt, textAt, type Fields } from '../fields.ts'
import { itemSteps } from './item-steps.ts'
import { aiSdkSteps } from './ai-sdk-steps.ts'
import { contentText } from './content-text.ts'
import type { Step } from './step.ts'

const none: readonly Step[] = []

/**
 * One part of a message's content, of whichever provider: Anthropic, OpenAI, the AI SDK, Gemini, Bedrock, and the parts of
 * OpenTelemetry's GenAI conventions. Calls that the provider answers itself, within the message, are not among the
 * conversation's.
 */
export function partSteps(part: unknown): readonly Step[] {
  if (typeof part === 'string') return words(part)
  if (!isRecord(part)) return none
  switch (part['type']) {
    case 'tool_use':
      return [call(textAt(part, 'id'), textAt(part, 'name'), part['input'])]
    case 'tool_result':
      return [
        {
          kind: 'result',
          id: textAt(part, 'tool_use_id'),
          output: contentText(part['content']),
          failed: failedOf(part['is_error']),
        },
      ]
    case 'tool_call':
      return [
        call(textAt(part, 'id'), textAt(part, 'name'), parsed(part['arguments'] ?? part['args'])),
      ]
    case 'tool_call_response':
      return [
        {
          kind: 'result',
          id: textAt(part, 'id'),
          output: contentText(part['response'] ?? part['result']),
        },
      ]
    default:
      return untypedSteps(part) ?? aiSdkSteps(part) ?? itemSteps(part) ?? words(textOf(part))
  }
}

/** Gemini's and Bedrock's parts are told by the one field that they have. */
function untypedSteps(part: Fields): readonly Step[] | undefined {
  const { functionCall, functionResponse, toolUse, toolResult } = part
  if (isRecord(functionCall))
    return [call(textAt(functionCall, 'id'), textAt(functionCall, 'name'), functionCall['args'])]
  if (isRecord(functionResponse))
    return [
      {
        kind: 'result',
        id: textAt(functionResponse, 'id'),
        name: textAt(functionResponse, 'name'),
        output: asText(functionResponse['response']),
        failed: failedOf('error' in recordAt(functionResponse, 'response')),
      },
    ]
  if (isRecord(toolUse))
    return [call(textAt(toolUse, 'toolUseId'), textAt(toolUse, 'name'), toolUse['input'])]
  if (isRecord(toolResult))
    return [
      {
        kind: 'result',
        id: textAt(toolResult, 'toolUseId'),
        output: contentText(toolResult['content']),
        failed: failedOf(toolResult['status'] === 'error'),
      },
    ]
  return undefined
}

/** Thinking is the model's, but no words that it says. */
function textOf(part: Fields): string {
  const { type } = part
  if (type !== undefined && !/^(text|input_text|output_text|refusal)$/.test(String(type))) return ''
  return part['thought'] === true ? '' : (textAt(part, 'text', 'content', 'refusal') ?? '')
}

function words(text: string): readonly Step[] {
  return text === '' ? none : [{ kind: 'words', text }]
}

export function call(id: string | undefined, name: string | undefined, input: unknown): Step {
  return { kind: 'call', id: id ?? '', name: name ?? '(no name)', input }
}

/** That a result is no failure is seldom said; only that it is one counts. */
export function failedOf(value: unknown): boolean | undefined {
  return value === true ? true : undefined
}
