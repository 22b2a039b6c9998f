import { asText, parsed, recordAt, textAt, type Fields } from '../fields.ts'
import { isRecord } from '../../../util/is-record.ts'
import { contentText } from './content-text.ts'
import type { Step } from './step.ts'

/** The calls of the Responses API that its user runs, by their type; the provider runs the others within the message. */
const callTypes: Readonly<Record<string, readonly string[]>> = {
  function_call: ['arguments'],
  custom_tool_call: ['input'],
  local_shell_call: ['action'],
  shell_call: ['action'],
  computer_call: ['action', 'actions'],
  apply_patch_call: ['operation'],
}

/** An item of the Responses API, as Codex writes it, too; undefined if it is no call and no result. */
export function itemSteps(item: Fields): readonly Step[] | undefined {
  const type = textAt(item, 'type') ?? ''
  const inputs = Object.hasOwn(callTypes, type) ? callTypes[type] : undefined
  const id = textAt(item, 'call_id', 'id')
  if (inputs !== undefined) {
    const name = textAt(item, 'name') ?? type.slice(0, -'_call'.length)
    const input = inputs.map((field) => item[field]).find((value) => value !== undefined)
    return [{ kind: 'call', id: id ?? '', name, input: parsed(input) }]
  }
  if (!/^(\w+_call_output|mcp_tool_call_output|tool_search_output)$/.test(type)) return undefined
  const output = outputText(item['output'])
  return [{ kind: 'result', id, output, failed: hasFailed(item['output'], output) }]
}

/** Codex wraps an output with what it knows of it: as `{ content, success }`, or as `{ output, metadata }` in a text. */
function outputText(output: unknown): string {
  if (!isRecord(output)) return contentText(output)
  return contentText(output['content'] ?? output['output'] ?? output)
}

function hasFailed(output: unknown, text: string): boolean | undefined {
  if (isRecord(output) && output['success'] === false) return true
  const status = /^(?:Process exited with code|Exit code:)\s*(-?\d+)/m.exec(text.slice(0, 500))?.[1]
  if (status !== undefined) return status === '0' ? undefined : true
  if (!/^\{[^]*"metadata"/.test(asText(output))) return undefined
  const wrapped = parsed(output)
  const exit = isRecord(wrapped) ? recordAt(wrapped, 'metadata')['exit_code'] : undefined
  return typeof exit === 'number' && exit !== 0 ? true : undefined
}
