import type { Content, ContentPart } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { toJson } from '../../call/content/to-json.ts'
import { cutText } from '../../util/cut-text.ts'
import { maxMinShares } from '../../util/max-min-shares.ts'
import { cutNotes } from './notes.ts'
import { sliceOf, sliceParts } from './read-result.ts'
import type { ResultStore } from './result-store.ts'

/** How much of results the model is shown. */
export interface ResultBudget {
  /** The most characters of one result. */
  readonly maxResultChars: number
  /** The most characters of a turn's results together. */
  readonly maxTurnResultChars: number
  /** A tool's own limit, in the place of `maxResultChars`. */
  readonly maxResultCharsOf?: (tool: string) => number | undefined
}

/** So much of what went wrong is shown under any budget: a model that does not know why does the same again. */
export const leastErrorChars = 500

/**
 * Cuts the contents of a turn's results so that each keeps its limit, and all of them the turn's: what the short ones
 * leave of it is shared by the long ones, by max-min fairness. The whole texts go to the store. `value` stays as it is.
 *
 * Texts and JSON count by their characters (UTF-16 code units). Images do not count and are not cut: their cost has
 * nothing to do with their characters, and a part of one is no image.
 */
export function fitResults(
  results: readonly ToolResult[],
  budget: ResultBudget,
  store: ResultStore,
): readonly ToolResult[] {
  const { maxResultChars, maxTurnResultChars, maxResultCharsOf } = budget
  const lengths = results.map(({ content }) => charsOf(content))
  const floors = results.map(({ status }) => (status === 'ok' ? 0 : leastErrorChars))
  const limits = results.map(({ name }, index) => {
    const limit = maxResultCharsOf?.(name) ?? maxResultChars
    return Math.min(lengths[index] as number, Math.max(limit, floors[index] as number))
  })
  const shares = maxMinShares(limits, maxTurnResultChars, floors)
  return results.map((result, index) => {
    const share = shares[index] as number
    return (lengths[index] as number) <= share
      ? result
      : { ...result, content: cut(result, share, store) }
  })
}

/** How many characters a content has, as far as they count. */
export function charsOf(content: Content): number {
  if (typeof content === 'string') return content.length
  return content.reduce((sum, part) => sum + (textOf(part)?.length ?? 0), 0)
}

function cut({ content, value }: ToolResult, maxChars: number, store: ResultStore): Content {
  const slice = sliceOf(value)
  if (slice !== undefined) return sliceParts(slice, maxChars)
  if (typeof content === 'string') return cutOne(content, maxChars, store)
  const texts = content.map(textOf)
  const shares = maxMinShares(
    texts.map((text) => text?.length ?? 0),
    maxChars,
  )
  return content.map((part, index) => {
    const [text, share] = [texts[index], shares[index] as number]
    if (text === undefined || text.length <= share) return part
    const shown = cutOne(text, share, store)
    return part.type === 'resource' ? { ...part, text: shown } : { type: 'text', text: shown }
  })
}

function cutOne(text: string, maxChars: number, store: ResultStore): string {
  return cutText(text, maxChars, ...cutNotes(store.keep(text)))
}

/** The text of a part that can be cut. */
function textOf(part: ContentPart): string | undefined {
  if (part.type === 'json') return toJson(part.value)
  return part.type === 'image' ? undefined : part.text
}
