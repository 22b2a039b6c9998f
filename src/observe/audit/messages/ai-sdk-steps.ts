import { isRecord } from '../../../util/is-record.ts'
import { parsed, textAt, type Fields } from '../fields.ts'
import { contentText } from './content-text.ts'
import type { Step } from './step.ts'

/** A part of an AI SDK message, of models (`tool-call`) or of a chat's page (`tool-NAME`); undefined if it is not one. */
export function aiSdkSteps(part: Fields): readonly Step[] | undefined {
  const type = textAt(part, 'type') ?? ''
  if (type === 'step-start') return [{ kind: 'message' }]
  if (type === 'tool-invocation')
    return isRecord(part['toolInvocation']) ? invocationSteps(part['toolInvocation']) : []
  const id = textAt(part, 'toolCallId')
  if (id === undefined) return undefined
  // The provider has run it within the message.
  if (part['providerExecuted'] === true) return []
  if (type === 'tool-result') return [resultStep(id, part)]
  if (type === 'tool-error') return [{ ...failureStep(id, part['error']) }]
  const name =
    textAt(part, 'toolName') ?? (type.startsWith('tool-') ? type.slice('tool-'.length) : undefined)
  if (name === undefined) return undefined
  const call: Step = { kind: 'call', id, name, input: parsed(part['input'] ?? part['args']) }
  if (part['state'] === 'output-available')
    return [call, { kind: 'result', id, output: contentText(part['output']) }]
  return part['state'] === 'output-error' ? [call, failureStep(id, part['errorText'])] : [call]
}

/** A call of AI SDK 4, with its result once there is one. */
export function invocationSteps(invocation: Fields): readonly Step[] {
  const id = textAt(invocation, 'toolCallId') ?? ''
  const name = textAt(invocation, 'toolName') ?? '(no name)'
  const call: Step = { kind: 'call', id, name, input: invocation['args'] }
  return 'result' in invocation
    ? [call, { kind: 'result', id, output: contentText(invocation['result']) }]
    : [call]
}

function resultStep(id: string, part: Fields): Step {
  const output = part['output'] ?? part['result']
  const kind = isRecord(output) ? textAt(output, 'type') : undefined
  const isTyped =
    isRecord(output) && kind !== undefined && ('value' in output || 'reason' in output)
  return {
    kind: 'result',
    id,
    output: contentText(isTyped ? (output['value'] ?? output['reason']) : output),
    failed:
      part['isError'] === true || /^(error|execution-denied)/.test(kind ?? '') ? true : undefined,
  }
}

function failureStep(id: string, error: unknown): Step {
  return { kind: 'result', id, output: contentText(error), failed: true }
}
