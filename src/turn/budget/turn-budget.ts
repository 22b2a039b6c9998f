import { readsOnly } from '../../call/effects.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { AnyTool } from '../../call/tool.ts'
import { fitResults } from './fit-results.ts'
import type { KeptTexts } from './kept-texts.ts'
import { readResultName, readResultTool } from './read-result.ts'
import { charsOf } from './texts.ts'

/** The most characters that one answer of `read_result` has. */
const mostRead = 20_000

/** What a window is taken to hold of which nothing is known, in tokens. */
const usualContextTokens = 128_000

/**
 * How many characters a turn's results may have together, by the model's window: half of the window, at three characters a token, which
 * JSON and source have. See docs/decisions/0034-waste.md.
 */
export function turnResultChars(contextTokens: number = usualContextTokens): number {
  return Math.max(1, Math.floor(contextTokens * 1.5))
}

/** What an engine does so that results stay within what the model is to be shown. */
export interface TurnBudget {
  /** Nobody asked for it: it is the engine's own. */
  readonly isDefault: boolean
  /** The tool by which the model reads what was cut. */
  readonly tool: AnyTool
  /** Cuts the results of a turn. `most`: the characters that they may have together, unless the engine's options say. */
  fit(results: readonly ToolResult[], turnId: string, most?: number): readonly ToolResult[]
}

/**
 * Makes the budget that the options ask for, or that every turn has; undefined if they want none.
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
  const asked = [maxResultChars, maxTurnResultChars, ...tools.map((tool) => tool.maxResultChars)]
  const isDefault = asked.every((limit) => limit === undefined)
  const limits = asked.filter((limit) => limit !== undefined && limit < Infinity)
  if (!isDefault && limits.length === 0) return undefined
  return new Budget({ isDefault, maxResultChars, maxTurnResultChars, tools, texts, plans })
}

interface BudgetParts {
  readonly isDefault: boolean
  readonly maxResultChars: number | undefined
  readonly maxTurnResultChars: number | undefined
  readonly tools: readonly AnyTool[]
  readonly texts: KeptTexts
  readonly plans: string
}

/** An engine may be made for each request: what only a cut needs is made then. */
class Budget implements TurnBudget {
  readonly isDefault: boolean
  readonly #parts: BudgetParts
  #tool: AnyTool | undefined
  #byName: ReadonlyMap<string, AnyTool> | undefined

  constructor(parts: BudgetParts) {
    this.#parts = parts
    this.isDefault = parts.isDefault
  }

  get tool(): AnyTool {
    const { texts, maxResultChars = mostRead } = this.#parts
    return (this.#tool ??= readResultTool(texts, { maxChars: Math.min(maxResultChars, mostRead) }))
  }

  fit(results: readonly ToolResult[], turnId: string, most?: number): readonly ToolResult[] {
    const { isDefault, maxResultChars = Infinity, maxTurnResultChars, plans, texts } = this.#parts
    const limit = maxTurnResultChars ?? most ?? turnResultChars()
    if (isDefault && isWithin(results, limit)) return results
    const byName = (this.#byName ??= new Map(this.#parts.tools.map((tool) => [tool.name, tool])))
    const maxResultCharsOf = (name: string): number | undefined =>
      name === plans ? Infinity : byName.get(name)?.maxResultChars
    // A tool of the user's by that name would be called instead.
    const isRead = !isDefault || !byName.has(readResultName)
    return fitResults(
      results,
      { maxResultChars, maxTurnResultChars: limit, maxResultCharsOf },
      {
        keep: (text, { name }) => {
          const tool = byName.get(name)
          const onlyReads = tool !== undefined && readsOnly(tool)
          return isRead ? texts.keep(text, { turnId, onlyReads }) : undefined
        },
      },
    )
  }
}

/**
 * Whether nothing is to be cut, which is so of nearly every turn; by index. Of a plan whose steps were cut the rest alone, in JSON, is more
 * than is allowed.
 */
function isWithin(results: readonly ToolResult[], most: number): boolean {
  let chars = 0
  for (let index = 0; index < results.length; index += 1) {
    const { content } = results[index] as ToolResult
    chars += typeof content === 'string' ? content.length : charsOf(content)
    if (chars > most) return false
  }
  return true
}
