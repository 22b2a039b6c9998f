import type { Effect, EffectsOf } from './effect.ts'
import { innerCall } from './inner-call.ts'
import { leavesOf, names } from './leaves.ts'
import { mayBeCut, outcomeOf, saysLittle, type CallOutcome } from './outcome-of.ts'
import type { RecordedCall } from './recorded.ts'
import { mostRead, type Vocabulary } from './words/vocabulary.ts'
import { simpleWords, type Word } from './words/word.ts'

/** One value of an input. */
export interface Argument {
  readonly key: string
  readonly text: string
  /** Its name says which thing is meant. */
  readonly isName: boolean
  readonly words: ReadonlySet<Word>
}

/** A call with its arguments; of a call of another call, the inner one's apart. */
export interface ReadCall {
  readonly call: RecordedCall
  readonly tool: string
  readonly own: readonly Argument[]
  readonly around: readonly Argument[]
}

/** What is known of one call, once for all pairs. */
export interface CallFacts {
  readonly tool: string
  /** What its arguments say that is no mere number or option, by their names. */
  readonly values: ReadonlyMap<string, string>
  /** The words of its arguments: of a long text the first. */
  readonly words: ReadonlySet<Word>
  /** The files, folders and addresses that it names, in lower case. */
  readonly files: readonly string[]
  /** The words in which it asks for something. */
  readonly query: Set<Word>
  /** It looks for a pattern that is not in people's words. */
  readonly isSearch: boolean
  readonly effect: Effect
  readonly outcome: CallOutcome
  readonly isCut: boolean
  /** What it was given is known. */
  readonly isGiven: boolean
  /** Words to nobody: nothing comes of it. */
  readonly isNote: boolean
  readonly output: string
}

/** So many words of one argument are compared. */
const mostCompared = 64

/** What is looked for by one who does not know where it is. */
const pattern = /pattern|regexp?$|^glob$/i

/** What is told to a program, and to nobody. */
const order = /^(?:command|cmd|script|code|sql|query|input|patch)$/i

/** A path, an address, or a name with an ending. */
const file = /^(?:\w+:\/\/)?[^:\s]*(?:\/|\w\.[a-z])/i

/** Tags, and labels at the beginning of a line: they say how something is asked, and not for what. */
const labels = /<[^<>]{1,40}>|^\s*\w+:/gm

/** Finds the words of a call's arguments. */
export function readCall(call: RecordedCall, vocabulary: Vocabulary): ReadCall {
  const { name, server, input, around } = innerCall(call)
  const read = (value: unknown): Argument[] =>
    leavesOf(value).map(({ key, text }) => {
      return { key, text, isName: names(key), words: vocabulary.wordsOf(text) }
    })
  return { call, tool: `${server ?? ''} ${name}`, own: read(input), around: read(around) }
}

export function factsOfCall(
  { call, tool, own }: ReadCall,
  vocabulary: Vocabulary,
  effectsOf: EffectsOf,
): CallFacts {
  const values = new Map<string, string>()
  const all = new Set<Word>()
  const query = new Set<Word>()
  let isSearch = false
  for (const { key, text, isName, words } of own) {
    const simple = simpleWords(words, mostCompared)
    for (const word of simple) all.add(word)
    isSearch ||= pattern.test(key) && simple.some(({ since }) => since % 3 !== 0)
    const said = isName
      ? text.slice(0, 300).toLowerCase()
      : simple.map((word) => word.text).join(' ')
    const before = values.get(key)
    values.set(key, before === undefined ? said : `${before} ${said}`)
    if (isName || simple.length < 2 || !/\s/.test(text)) continue
    const asked = text.length > 2_000 ? words : vocabulary.wordsOf(text.replaceAll(labels, ' '))
    for (const word of simpleWords(asked, mostCompared)) query.add(word)
  }
  const { output = '', failed } = call
  return {
    tool,
    values,
    words: all,
    files: own
      .filter(({ isName, text }) => isName && file.test(text))
      .map(({ text }) => text.slice(0, 300).toLowerCase()),
    query,
    isSearch,
    effect: effectsOf(call),
    outcome: outcomeOf(call),
    isGiven: call.input !== undefined,
    isCut: call.isCut ?? mayBeCut(output, mostRead),
    isNote:
      own.length === 1 &&
      !order.test(own[0]?.key ?? '') &&
      query.size >= 6 &&
      failed !== true &&
      call.output?.trim() === '',
    output,
  }
}

/** Whether two calls of one tool are of different things: of other files or, without files, of other values; not of another page, limit or part. */
export function isOfAnother(a: CallFacts, b: CallFacts): boolean {
  const isOfFiles = a.files.length > 0 && b.files.length > 0
  if (isOfFiles && b.files.every((name) => a.files.includes(name))) return false
  for (const [key, value] of a.values) {
    const other = b.values.get(key)
    if (value !== '' && other !== undefined && other !== '' && other !== value) return true
  }
  return false
}

/** Whether a file or folder that the second of two calls names stands in the first or in its result, if only its last part, in another spelling. */
export function isMentioned(a: CallFacts, b: CallFacts): boolean {
  const parts = b.files
    .map((name) => plain(/([^/]+?)(?:\.\w{1,5})?\/*$/.exec(name)?.[1] ?? ''))
    .filter((part) => part.length > 2)
  if (parts.length === 0) return false
  const text = plain(`${a.files.join(' ')} ${a.output.slice(0, mostRead)}`.toLowerCase())
  return parts.some((part) => text.includes(part))
}

function plain(text: string): string {
  return text.replaceAll(/[-_]/g, '')
}

/** Whether what the second of two tools was asked may follow from what came of the first. */
export function mayFollow(a: CallFacts, b: CallFacts): boolean {
  if (a.query.size > 0 || saysLittle(a.output, [...a.values.values()].join(' '))) return true
  const isAlike =
    a.values.size === b.values.size &&
    [...a.values].every(([key, value]) => b.values.get(key) === value)
  // Two sides of one thing, unless one search took the place of another.
  if (isAlike) return [a, b].every(({ tool }) => /search|find|query/i.test(tool))
  const things = new Set([...a.values.values()].filter((value) => value !== ''))
  if ([...b.values.values()].some((value) => things.has(value))) return true
  return likeness(a.words, b.words) >= 1 / 2
}

/** How much of the shorter one's words the other has, too: from 0 to 1. */
export function likeness(some: ReadonlySet<Word>, others: ReadonlySet<Word>): number {
  const [few, many] = some.size < others.size ? [some, others] : [others, some]
  let common = 0
  for (const word of few) if (many.has(word)) common += 1
  return few.size === 0 ? 0 : common / few.size
}

/** Whether some of the words had been said by people. */
export function isHeard(words: ReadonlySet<Word>): boolean {
  for (const { since } of words) if (since % 3 === 0) return true
  return false
}
