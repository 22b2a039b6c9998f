import { argumentsOf, factsOfCall, likeness, type Argument, type CallFacts } from './call-facts.ts'
import type { EffectsOf } from './effect.ts'
import { Known } from './known.ts'
import type { RecordedRun } from './recorded.ts'
import type { Token } from './token.ts'

/** How surely something came from a result. 1: words of it; 2: a name, or a whole short text; 3: what nobody makes up. */
export interface Source {
  readonly level: 1 | 2 | 3
  readonly token: string
}

/** What is known of one turn, once for all pairs. */
export interface TurnFacts {
  readonly calls: readonly CallFacts[]
  readonly isHeard: boolean
  /** From which turns' results something of the arguments came. */
  readonly sources: ReadonlyMap<number, Source>
  /** The last moment at which something of the arguments was first read, of what had been read before. */
  readonly knownSince: number
  /** How many names, and how many other words, nothing before has; and whether a path or an address is among them. */
  readonly newNames: number
  readonly newWords: number
  readonly newPath: boolean
  /** The last turn before in which the same was asked for in similar words. */
  readonly askedAt: number | undefined
}

/** Moments of a run: what is heard before a turn, what it says, and what comes of it. */
const heardAt = (turn: number): number => turn * 3
const saidAt = (turn: number): number => turn * 3 + 1
export const resultsAt = (turn: number): number => turn * 3 + 2

/** Reads a run, each text once. */
export function factsOf(
  { instructions, turns }: RecordedRun,
  effectsOf: EffectsOf,
): readonly TurnFacts[] {
  const known = new Known()
  const args = turns.map(({ calls }) => calls.map(({ input }) => argumentsOf(input)))
  for (const { tokens } of args.flat(2))
    for (const { text, parts } of tokens) {
      known.want(text)
      for (const part of parts) known.want(part.text)
    }
  known.read(instructions, 0)
  for (const [at, { heard, said, calls }] of turns.entries()) {
    known.read(heard, heardAt(at))
    known.read(said, saidAt(at))
    for (const { leaf } of args[at]?.flat() ?? []) known.read(leaf.text, saidAt(at))
    for (const { output } of calls) known.read(output, resultsAt(at))
  }
  const calls = turns.map((turn, at) =>
    turn.calls.map((call, index) => factsOfCall(call, args[at]?.[index] ?? [], known, effectsOf)),
  )
  const askedAt = askedBefore(calls)
  return turns.map(({ heard = '' }, at) => ({
    calls: calls[at] ?? [],
    isHeard: heard.trim() !== '',
    ...provenanceOf(args[at]?.flat() ?? [], saidAt(at), known),
    askedAt: askedAt[at],
  }))
}

type Provenance = Pick<TurnFacts, 'sources' | 'knownSince' | 'newNames' | 'newWords' | 'newPath'>

function provenanceOf(args: readonly Argument[], own: number, known: Known): Provenance {
  const sources = new Map<number, Source>()
  let [knownSince, newNames, newWords, newPath] = [-1, 0, 0, false]
  for (const argument of args) {
    const words = datedWords(argument, known, own)
    const from = new Map<number, { token: string; weight: number; words: number }>()
    for (const { text, weight, since } of words) {
      if (since >= own) {
        if (weight > 1 || argument.isName) newNames += 1
        else newWords += 1
        newPath ||= weight > 1 && text.includes('/')
        continue
      }
      knownSince = Math.max(knownSince, since)
      if (since % 3 !== 2) continue
      const turn = (since - 2) / 3
      const found = from.get(turn) ?? { token: text, weight: 0, words: 0 }
      if (weight > found.weight) [found.token, found.weight] = [text, weight]
      found.words += 1
      from.set(turn, found)
    }
    for (const [turn, found] of from) {
      const level = levelOf(found.weight, found.words, words.length, argument.isName)
      if (level > (sources.get(turn)?.level ?? 0)) sources.set(turn, { level, token: found.token })
    }
  }
  return { sources, knownSince, newNames, newWords, newPath }
}

function levelOf(weight: number, words: number, of: number, isName: boolean): 1 | 2 | 3 {
  if (weight === 3) return 3
  if (weight === 2) return isName ? 3 : 2
  if (of <= 6) return words < of ? 1 : isName ? 3 : 2
  return words >= Math.max(4, of / 10) ? 3 : 1
}

interface DatedWord extends Pick<Token, 'text' | 'weight'> {
  readonly since: number
}

/**
 * What is joined counts as a whole if it was read as a whole, unless all its parts had been read before; else its parts count. A name
 * is one only as a whole.
 */
function datedWords({ isName, tokens }: Argument, known: Known, own: number): DatedWord[] {
  const words: DatedWord[] = []
  for (const { text, weight, parts } of tokens) {
    const since = known.since(text)
    const dated = parts.map((part) => ({ ...part, since: known.since(part.text) }))
    const isComposed = !isName && dated.every((part) => part.weight > 0 && part.since < since)
    if (parts.length === 0 || (since < own && !isComposed)) words.push({ text, weight, since })
    else for (const part of dated) words.push(part)
  }
  return words.filter(({ weight }) => weight > 0)
}

const mostRemembered = 8

/** For each turn, the last one before that asked its tool for the same in similar words. */
function askedBefore(turns: readonly (readonly CallFacts[])[]): (number | undefined)[] {
  withoutTemplates(turns.flat())
  const asked = new Map<string, { turn: number; query: ReadonlySet<string> }[]>()
  return turns.map((calls, turn) => {
    let last: number | undefined
    for (const { tool, query } of calls.slice(0, mostRemembered)) {
      if (query.size === 0) continue
      const before = asked.get(tool) ?? []
      const found = before.findLast((one) => one.turn < turn && likeness(one.query, query) >= 1 / 3)
      if (found !== undefined && found.turn > (last ?? -1)) last = found.turn
      asked.set(tool, [...before.slice(1 - mostRemembered), { turn, query }])
    }
    return last
  })
}

/** Takes out of the queries of a tool the words that all of them have: they say how it is asked, and not for what. */
function withoutTemplates(calls: readonly CallFacts[]): void {
  const byTool = Map.groupBy(
    calls.filter(({ query }) => query.size > 0),
    ({ tool }) => tool,
  )
  for (const queries of byTool.values()) {
    if (queries.length < 3) continue
    const [first, ...others] = queries
    const common = [...(first?.query ?? [])].filter((word) =>
      others.every(({ query }) => query.has(word)),
    )
    for (const word of common) for (const { query } of queries) query.delete(word)
  }
}
