import type { Content } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { cutText } from '../../util/cut-text.ts'
import { maxMinShares } from '../../util/max-min-shares.ts'
import { cutInside } from './cut-inside.ts'
import { cutNotes } from './notes.ts'
import { sliceOf, sliceParts } from './slice-parts.ts'
import { charsOf, textOf } from './texts.ts'

/** How much of results the model is shown. */
export interface ResultBudget {
  /** The most characters of one result. */
  readonly maxResultChars: number
  /** The most characters of a turn's results together. */
  readonly maxTurnResultChars: number
  /** A tool's own limit, in the place of `maxResultChars`. */
  readonly maxResultCharsOf?: (tool: string) => number | undefined
}

/** Keeps the whole texts of results that are cut. */
export interface TextKeeper {
  /** Returns the reference by which a text can be read; undefined if it is too large to be kept. */
  keep(text: string, result: ToolResult): string | undefined
}

/** So much of what went wrong is shown under any budget: a model that does not know why does the same again. */
export const leastErrorChars = 500

/**
 * Cuts the contents of a turn's results so that each keeps its limit, and all of them the turn's: what the short ones
 * leave of it is shared by the long ones, by max-min fairness. The whole texts are kept, and `cut` says what was cut.
 * `value` stays as it is.
 *
 * Texts and JSON count by their characters (UTF-16 code units). Images do not count and are not cut: their cost has
 * nothing to do with their characters, and a part of one is no image.
 */
export function fitResults(
  results: readonly ToolResult[],
  budget: ResultBudget,
  keeper: TextKeeper,
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
    const [length, share] = [lengths[index] as number, shares[index] as number]
    const inside = cutInside(result.value)
    if (length <= share && inside === undefined) return result
    const refs: string[] = []
    const content = length <= share ? result.content : cut(result, share, keeper, refs)
    return {
      ...result,
      content,
      cut: {
        chars: length + (inside?.chars ?? 0),
        shownChars: charsOf(content),
        refs: [...refs, ...(inside?.refs ?? [])],
      },
    }
  })
}

/** @param refs gets the references of what is cut. */
function cut(result: ToolResult, maxChars: number, keeper: TextKeeper, refs: string[]): Content {
  const { content, value } = result
  const slice = sliceOf(value)
  if (slice !== undefined) {
    refs.push(slice.ref)
    return sliceParts(slice, maxChars)
  }
  const cutOne = (text: string, most: number): string => {
    const ref = keeper.keep(text, result)
    if (ref !== undefined) refs.push(ref)
    return cutText(text, most, ...cutNotes(ref))
  }
  if (typeof content === 'string') return cutOne(content, maxChars)
  const texts = content.map(textOf)
  const shares = maxMinShares(
    texts.map((text) => text?.length ?? 0),
    maxChars,
  )
  return content.map((part, index) => {
    const [text, share] = [texts[index], shares[index] as number]
    if (text === undefined || text.length <= share) return part
    const shown = cutOne(text, share)
    return part.type === 'resource' ? { ...part, text: shown } : { type: 'text', text: shown }
  })
}
