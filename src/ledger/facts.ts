import { factsOfCall, readCall, type Argument, type CallFacts } from './call-facts.ts'
import type { EffectsOf } from './effect.ts'
import type { RecordedRun } from './recorded.ts'
import { triedBefore } from './tried-before.ts'
import { Vocabulary } from './words/vocabulary.ts'
import { isEverywhere, type Word } from './words/word.ts'

/** How surely something came from a result. 1: words of it; 2: a name, or a whole short text; 3: what nobody makes up. */
export interface Source {
  readonly level: 1 | 2 | 3
  readonly token: string
}

/** What is known of one turn, once for all pairs. */
export interface TurnFacts extends Provenance {
  readonly calls: readonly CallFacts[]
  readonly isHeard: boolean
  /** The last turn before in which much the same was tried. */
  readonly triedAt: number | undefined
}

/** Where the arguments of a turn came from. */
export interface Provenance {
  /** The turns of whose results something is in them. */
  readonly sources: ReadonlyMap<number, Source>
  /** The last moment at which something of them was first read, of what had been read before. */
  readonly knownSince: number
  /** How many names, and how many other words, nothing before has; and whether a path or an address is among them. */
  readonly newNames: number
  readonly newWords: number
  readonly newPath: boolean
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
  const vocabulary = new Vocabulary()
  const read = turns.map(({ calls }) => calls.map((call) => readCall(call, vocabulary)))
  vocabulary.prepare(instructions)
  for (const [at, { heard, said, calls }] of turns.entries()) {
    vocabulary.hear(heard, heardAt(at))
    vocabulary.read(said, saidAt(at))
    for (const { own, around } of read[at] ?? [])
      for (const { words } of [...own, ...around]) noteWords(words, saidAt(at))
    for (const { output } of calls) vocabulary.read(output, resultsAt(at))
  }
  const calls = read.map((turn) => turn.map((call) => factsOfCall(call, vocabulary, effectsOf)))
  const triedAt = triedBefore(calls)
  return turns.map(({ heard = '' }, at) => ({
    calls: calls[at] ?? [],
    isHeard: heard.trim() !== '',
    ...provenanceOf(
      (read[at] ?? []).flatMap(({ own, around }) => [...own, ...around]),
      saidAt(at),
    ),
    triedAt: triedAt[at],
  }))
}

function noteWords(words: Iterable<Word>, moment: number): void {
  for (const word of words) {
    if (moment < word.since) word.since = moment
    for (const part of word.parts) if (moment < part.since) part.since = moment
  }
}

function provenanceOf(args: readonly Argument[], own: number): Provenance {
  const sources = new Map<number, Source>()
  let [knownSince, newNames, newWords, newPath] = [-1, 0, 0, false]
  for (const { isName, words } of args) {
    const from = new Map<number, Finding>()
    let counted = 0
    for (const { text, weight, since } of datedWords(words, isName, own)) {
      if (weight === 0) continue
      counted += 1
      if (since >= own) {
        if (weight > 1 || isName) newNames += 1
        else newWords += 1
        continue
      }
      knownSince = Math.max(knownSince, since)
      if (since % 3 !== 2) continue
      const turn = (since - 2) / 3
      const found = from.get(turn) ?? { token: text, weight: 0, sure: 0, words: 0 }
      if (weight > found.weight) [found.token, found.weight] = [text, weight]
      found.words += 1
      if (weight === 3) found.sure += 1
      from.set(turn, found)
    }
    for (const [turn, found] of from) {
      const level = levelOf(found, counted, isName)
      if (level > (sources.get(turn)?.level ?? 0)) sources.set(turn, { level, token: found.token })
    }
    for (const { since } of smallWords(words, counted === 0, isName))
      if (since < own) knownSince = Math.max(knownSince, since)
    if (!isName) continue
    for (const { text, since } of words) newPath ||= since >= own && text.includes('/')
  }
  return { sources, knownSince, newNames, newWords, newPath }
}

/**
 * The small numbers and short codes that are all of an argument (`57`, `DE`), or are in a name. That they stand in a result does not
 * prove that they came from it; but where they stood nowhere before, nothing says that they were known.
 */
function* smallWords(words: Iterable<Word>, isAll: boolean, isName: boolean): Generator<Word> {
  for (const word of words)
    if (word.weight === 0 && (isAll ? !isEverywhere(word.text) : isName && /\d/.test(word.text)))
      yield word
}

/** What one argument has of one result. */
interface Finding {
  token: string
  /** The greatest of its words. */
  weight: number
  words: number
  /** How many of them nobody makes up. */
  sure: number
}

/** @param of how many words the argument has. */
function levelOf({ weight, words, sure }: Finding, of: number, isName: boolean): 1 | 2 | 3 {
  // In a long text one such word may be chance: `utf-8`.
  if (sure > 0) return of <= longText || sure > 1 ? 3 : 2
  if (weight === 2) return isName ? 3 : 2
  if (of <= 6) return words < of ? 1 : isName ? 3 : 2
  if (words >= Math.max(5, of / (of <= longText ? 3 : 8))) return 3
  return words >= Math.max(3, of / 8) ? 2 : 1
}

/** From so many words on, an argument is a text. */
const longText = 40

/**
 * What is joined counts as a whole if it was read as a whole, unless all its parts had been read before; else its parts count. A name is
 * one only as a whole.
 */
function datedWords(words: Iterable<Word>, isName: boolean, own: number): Word[] {
  const dated: Word[] = []
  for (const word of words) {
    const { since, parts } = word
    const isComposed = !isName && parts.every((part) => part.weight > 0 && part.since < since)
    if (parts.length === 0 || (since < own && !isComposed)) dated.push(word)
    else for (const part of parts) dated.push(part)
  }
  return dated
}
