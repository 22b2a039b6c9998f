import { readsOnly } from '../../call/effects.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { AnyTool } from '../../call/tool.ts'
import { fitResults } from './fit-results.ts'
import type { KeptTexts } from './kept-texts.ts'
import { readResultTool } from './read-result.ts'

/** The most characters that one answer of `read_result` has. */
const mostRead = 20_000

/** What an engine does so that results stay within what the model is to be shown. */
export interface TurnBudget {
  /** The tool by which the model reads what was cut. */
  readonly tool: AnyTool
  /** Cuts the results of a turn. */
  fit(results: readonly ToolResult[], turnId: string): readonly ToolResult[]
}

/**
 * Makes the budget that the options ask for; undefined if they ask for none.
 *
 * @param texts where the whole texts go.
 * @param plans the tool whose results are not cut themselves: those of the steps in them were, one by one.
 */
export function makeTurnBudget(
  {
    maxResultChars,
    maxTurnResultChars,
  }: { maxResultChars?: number | undefined; maxTurnResultChars?: number | undefined },
  tools: readonly AnyTool[],
  texts: KeptTexts,
  plans: string,
): TurnBudget | undefined {
  const own = new Map(tools.map((tool) => [tool.name, tool.maxResultChars]))
  const asked = [maxResultChars, maxTurnResultChars, ...own.values()]
  if (asked.every((limit) => limit === undefined)) return undefined
  const readers = new Set(tools.filter(readsOnly).map(({ name }) => name))
  const budget = {
    maxResultChars: maxResultChars ?? Infinity,
    maxTurnResultChars: maxTurnResultChars ?? Infinity,
    maxResultCharsOf: (name: string) => (name === plans ? Infinity : own.get(name)),
  }
  return {
    tool: readResultTool(texts, { maxChars: Math.min(maxResultChars ?? mostRead, mostRead) }),
    fit: (results, turnId) =>
      fitResults(results, budget, {
        keep: (text, { name }) => texts.keep(text, { turnId, onlyReads: readers.has(name) }),
      }),
  }
}
