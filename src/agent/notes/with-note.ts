import type { ToolResult } from '../../call/report/result.ts'

/** Results with a note at the end of the last one: what a model is sent beside them it reads there, in every format. */
export function withNote(results: readonly ToolResult[], note: string): readonly ToolResult[] {
  const last = results.at(-1)
  if (last === undefined) return results
  const { content } = last
  const noted =
    typeof content === 'string'
      ? `${content}\n\n${note}`
      : [...content, { type: 'text', text: note } as const]
  return [...results.slice(0, -1), { ...last, content: noted }]
}
