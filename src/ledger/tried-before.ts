import { isHeard, likeness, type CallFacts } from './call-facts.ts'
import type { Word } from './words/word.ts'

/** So many calls of each tool, and of each turn, are looked back at. */
const mostRemembered = 8

/** For each turn, the last one before that asked its tool for the same in similar words, or tried much the same in vain. */
export function triedBefore(
  turns: readonly (readonly CallFacts[])[],
): readonly (number | undefined)[] {
  withoutTemplates(turns)
  const tried = new Map<string, { turn: number; call: CallFacts }[]>()
  return turns.map((calls, turn) => {
    let last: number | undefined
    for (const call of calls.slice(0, mostRemembered)) {
      const before = tried.get(call.tool) ?? []
      const found = before.findLast((one) => one.turn < turn && isTriedAgain(one.call, call))
      if (found !== undefined && found.turn > (last ?? -1)) last = found.turn
      before.push({ turn, call })
      if (before.length > mostRemembered) before.shift()
      tried.set(call.tool, before)
    }
    return last
  })
}

function isTriedAgain(before: CallFacts, call: CallFacts): boolean {
  if (call.query.size > 0 && likeness(before.query, call.query) >= 1 / 3) return true
  const isInVain = before.outcome !== 'ok' && !before.isNote
  return isInVain && likeness(before.words, call.words) >= 1 / 2
}

/** Takes out of the queries of a tool the words that all of them have, unless people said them. */
function withoutTemplates(turns: readonly (readonly CallFacts[])[]): void {
  const common = new Map<string, { queries: number; words: Set<Word> }>()
  for (const calls of turns)
    for (const { tool, query } of calls) {
      if (query.size === 0) continue
      const found = common.get(tool)
      if (found === undefined) common.set(tool, { queries: 1, words: new Set(query) })
      else {
        found.queries += 1
        for (const word of found.words) if (!query.has(word)) found.words.delete(word)
      }
    }
  for (const calls of turns)
    for (const { tool, query } of calls) {
      const { queries = 0, words = new Set<Word>() } = common.get(tool) ?? {}
      if (queries < 3) continue
      for (const word of words) if (!isHeard(new Set([word]))) query.delete(word)
    }
}
