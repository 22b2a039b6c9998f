import type { Effect, EffectsOf } from './effect.ts'
import { innerCall } from './inner-call.ts'
import { mostRead, type Known } from './known.ts'
import { leavesOf, names, type Leaf } from './leaves.ts'
import { mayBeCut, outcomeOf, saysLittle, type CallOutcome } from './outcome-of.ts'
import type { RecordedCall } from './recorded.ts'
import { tokensOf, wordsOf, type Token } from './token.ts'

/** One value of an input, and its words. */
export interface Argument {
  readonly leaf: Leaf
  /** Its name says which thing is meant. */
  readonly isName: boolean
  readonly tokens: readonly Token[]
}

/** What is known of one call, once for all pairs. */
export interface CallFacts {
  readonly tool: string
  /** What its arguments say that is no mere number or option, by their names. */
  readonly values: ReadonlyMap<string, string>
  /** The words in which it asks for something. */
  readonly query: Set<string>
  /** Those of them that people had said. */
  readonly heard: ReadonlySet<string>
  readonly effect: Effect
  readonly outcome: CallOutcome
  readonly isCut: boolean
  readonly isThin: boolean
  /** Words to nobody: nothing comes of it. */
  readonly isNote: boolean
}

export function argumentsOf(input: unknown): readonly Argument[] {
  return leavesOf(input).map((leaf) => {
    return { leaf, isName: names(leaf.key), tokens: tokensOf(leaf.text) }
  })
}

export function factsOfCall(
  call: RecordedCall,
  args: readonly Argument[],
  known: Known,
  effectsOf: EffectsOf,
): CallFacts {
  const { name, server, input } = innerCall(call)
  const own = input === call.input ? args : argumentsOf(input)
  const values = new Map<string, string>()
  const query = new Set<string>()
  for (const { leaf, isName, tokens } of own) {
    const words = wordsOf(tokens)
    const before = values.get(leaf.key) ?? ''
    values.set(leaf.key, before + words.map((word) => ` ${word}`).join(''))
    if (!isName && words.length >= 2 && /\s/.test(leaf.text))
      for (const word of words) query.add(word)
  }
  const { output } = call
  const outcome = outcomeOf(call)
  return {
    tool: `${server ?? ''} ${name}`,
    values,
    query,
    heard: new Set([...query].filter((word) => known.since(word) % 3 === 0)),
    effect: effectsOf(call),
    outcome,
    isCut: output !== undefined && mayBeCut(output, mostRead),
    isThin:
      outcome === 'ok' &&
      output !== undefined &&
      saysLittle(output, [...values.values()].join(' ')),
    isNote: own.length === 1 && query.size >= 6 && call.failed !== true && output?.trim() === '',
  }
}

/** Whether two calls of one tool name different things under the same name: not only another page, limit or option. */
export function isOfAnother(a: CallFacts, b: CallFacts): boolean {
  for (const [key, value] of a.values) {
    const other = b.values.get(key)
    if (value !== '' && other !== undefined && other !== '' && other !== value) return true
  }
  return false
}

/** Whether two calls of two tools name one thing, and one of them takes more than the other does. */
export function goesOnWith(a: CallFacts, b: CallFacts): boolean {
  const isAlike =
    a.values.size === b.values.size && [...a.values.keys()].every((key) => b.values.has(key))
  if (isAlike) return false
  const things = new Set([...a.values.values()].filter((value) => value !== ''))
  return [...b.values.values()].some((value) => things.has(value))
}

/** How much of the shorter one's words the other has, too: from 0 to 1. */
export function likeness(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  const [few, many] = some.size < others.size ? [some, others] : [others, some]
  let common = 0
  for (const word of few) if (many.has(word)) common += 1
  return few.size === 0 ? 0 : common / few.size
}
