import { judgeTool, type JudgeOptions } from './judge-tool.ts'
import { narrowKeyOf, type NarrowKey } from './narrow-key.ts'
import type { Judgement, ToolFacts } from './tool-facts.ts'

/** What is suggested for one tool. */
export interface Suggestion extends Judgement {
  readonly name: string
  /** What it declares by itself, which stands. */
  readonly declares?: 'reads' | 'writes' | undefined
  /** The resource key of all that the tool's server, or its file, holds. */
  readonly key: string
  readonly narrower?: NarrowKey | undefined
}

/** Suggests effects for the tools of one server, or of one file. Of two tools with one name, the one that writes counts. */
export function suggestEffects(
  tools: readonly ToolFacts[],
  key: string,
  options: JudgeOptions = {},
): readonly Suggestion[] {
  const suggestions = new Map<string, Suggestion>()
  for (const tool of tools) {
    const judgement = judgeTool(tool, options)
    const { name, declares } = tool
    const narrower = narrowKeyOf(name, tool.schema)
    const contradiction = judgement.contradiction ?? liesAbout(declares, judgement)
    const suggestion = { ...judgement, contradiction, name, declares, key, narrower }
    const other = suggestions.get(name)
    if (other === undefined || other.effect === 'reads') suggestions.set(name, suggestion)
  }
  return [...suggestions.values()]
}

/** A tool that is declared a reader, and by its name or words is not one. */
function liesAbout(
  declares: ToolFacts['declares'],
  { effect, confidence, why }: Judgement,
): string | undefined {
  const isLie = declares === 'reads' && effect === 'writes' && confidence !== 'unknown'
  return isLie ? `it declares \`reads\` and no \`writes\`, but ${why}` : undefined
}
