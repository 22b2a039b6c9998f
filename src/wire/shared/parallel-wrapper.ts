import type { ToolCall } from '../../call/call.ts'
import type { ContentPart } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { printable } from '../../util/printable.ts'
import { readArguments } from './arguments/arguments.ts'
import { contentText, unflaggedText } from './sent/result-text.ts'
import { isRecord, textOf, type Fields } from './shape.ts'

/** Whether the request had a tool of this name. */
export type IsTool = (name: string) => boolean

/**
 * OpenAI's models were taught to make several calls through one call of this tool, which no request has. Some still
 * do (community.openai.com/t/model-tries-to-call-unknown-function-multi-tool-use-parallel/490653).
 */
const wrappers: ReadonlySet<string> = new Set([
  'parallel',
  'multi_tool_use.parallel',
  // As it goes back, and so is found in a conversation.
  'multi_tool_use_parallel',
])

/** No model puts more calls into one. */
const mostUses = 1_000

/** Ends the ids of the calls in a wrapper. No provider's id has it, and none of them is sent back. */
const mark = '#parallel.'
const marked: RegExp = /^(.*)#parallel\.\d+$/s

/**
 * The calls that a call stands for: those in it, if it is a wrapper; else itself. A wrapper whose entries cannot all
 * be read is left as it is, so that it is answered as an unknown tool.
 */
export function unwrapped(call: ToolCall, isTool?: IsTool): readonly ToolCall[] {
  if (!wrappers.has(call.name) || call.invalid !== undefined || isTool?.(call.name)) return [call]
  const uses = isRecord(call.input) ? call.input.tool_uses : undefined
  if (!Array.isArray(uses) || uses.length === 0 || uses.length > mostUses || !uses.every(isUse))
    return [call]
  return uses.map((use, at) => ({
    id: `${call.id}${mark}${at + 1}`,
    name: nameIn(use, isTool),
    ...readArguments(use.parameters),
  }))
}

function isUse(use: unknown): use is Fields {
  return isRecord(use) && textOf(use.recipient_name) !== ''
}

/** The models put their tools into a namespace. */
function nameIn({ recipient_name: said }: Fields, isTool: IsTool | undefined): string {
  const name = textOf(said)
  return isTool?.(name) ? name : name.replace(/^functions\.(?=.)/, '')
}

/** The id of the call in the message: of one in a wrapper, the wrapper's. */
export function wrapperId(id: string): string {
  return marked.exec(id)?.[1] ?? id
}

/** Whether a call stands in a wrapper. */
export function isWrapped(id: string): boolean {
  return id.includes(mark) && marked.test(id)
}

/** The results with those of a wrapper's calls, which stand side by side, made one under the wrapper's id. */
export function rewrapped(results: readonly ToolResult[]): readonly ToolResult[] {
  if (!results.some(({ id }) => isWrapped(id))) return results
  const answers = new Map<string, ToolResult[]>()
  for (const result of results) {
    const id = wrapperId(result.id)
    const group = answers.get(id)
    if (group === undefined) answers.set(id, [result])
    else group.push(result)
  }
  return Array.from(answers, ([id, group]) => joined(id, group)).flat()
}

function joined(id: string, group: readonly ToolResult[]): readonly ToolResult[] {
  const [first] = group
  if (first === undefined || first.id === id) return group
  const content = group.flatMap((result, at): ContentPart[] => [
    { type: 'text', text: `Result ${at + 1} of ${group.length} (${printable(result.name)}):` },
    ...partsOf(result),
  ])
  return [{ ...first, id, name: 'parallel', status: 'ok', content, error: undefined }]
}

function partsOf(result: ToolResult): readonly ContentPart[] {
  const { status, content } = result
  if (status !== 'ok') return [{ type: 'text', text: unflaggedText(result) }]
  return typeof content === 'string' ? [{ type: 'text', text: contentText(content) }] : content
}
