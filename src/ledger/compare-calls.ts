import {
  isHeard,
  isMentioned,
  isOfAnother,
  likeness,
  mayFollow,
  type CallFacts,
} from './call-facts.ts'
import { conflict } from './effect.ts'

/**
 * - `required`: something of the later turn's arguments came from the earlier one's results.
 * - `conflict`: one changed what the other read or changed.
 * - `control`: the earlier results, or people, decided whether the later turn came, or how.
 * - `mergeable`: the model could have made both in one message.
 */
export type PairVerdict = 'required' | 'conflict' | 'control' | 'mergeable'

/** Whether two turns could have been one. */
export interface Judgement {
  readonly verdict: PairVerdict
  /** `yes`: something speaks for it, and nothing against it. `no`: something that is certain speaks against it. */
  readonly mergeable: 'yes' | 'maybe' | 'no'
  /** One short sentence, for people. */
  readonly why: string
}

export function say(
  verdict: PairVerdict,
  mergeable: Judgement['mergeable'],
  why: string,
): Judgement {
  return { verdict, mergeable, why }
}

/** What is known of the arguments of the later call's turn. */
export interface Given {
  /** All of them had been read before the earlier results came. */
  readonly isKnown: boolean
  /** Something of them was first read in the earlier results, or later, if it is only a small number. */
  readonly isReadSince: boolean
  readonly newNames: number
  readonly newPath: boolean
  /** Much the same had been tried before the earlier turn. */
  readonly isTriedAgain: boolean
}

/** Compares two calls, of whose arguments none is known to have come from the other's result. */
export function compareCalls(a: CallFacts, b: CallFacts, given: Given): Judgement {
  return decidedBy(a, b) ?? disturbedBy(a, b) ?? together(a, b, given)
}

/** How the earlier call ended, where that decides what comes next. */
function decidedBy(a: CallFacts, b: CallFacts): Judgement | undefined {
  const isSame = a.tool === b.tool
  if (b.isNote && !a.isNote)
    return say('control', 'no', 'The later notes what came of the earlier one.')
  // Of what is not known it may be: then nothing is certain.
  const isGiven = a.isGiven && b.isGiven
  const isNext = isSame && (!isGiven || (isOfAnother(a, b) && likeness(a.query, b.query) === 0))
  if (a.outcome === 'failed')
    return say('control', isNext ? 'maybe' : 'no', 'The earlier call failed.')
  // What writes has nothing to say.
  if (a.outcome === 'empty' && !a.isNote && a.effect.kind !== 'writes')
    return say('control', isNext ? 'maybe' : 'no', 'The earlier call found nothing.')
  return undefined
}

function disturbedBy(a: CallFacts, b: CallFacts): Judgement | undefined {
  if (a.isNote) return undefined
  const isConflict = conflict(a.effect, b.effect)
  if (isConflict === undefined)
    return say('mergeable', 'maybe', 'Nobody knows what one of them changes.')
  if (!isConflict) return undefined
  const isGuess = [a.effect, b.effect].some(
    ({ guessed, keys }) => guessed === true && keys === undefined,
  )
  return say('conflict', isGuess ? 'maybe' : 'no', 'One may change what the other touches.')
}

function together(a: CallFacts, b: CallFacts, given: Given): Judgement {
  const { isKnown, newNames, newPath, isTriedAgain } = given
  if (!a.isGiven || !b.isGiven)
    return say('mergeable', 'maybe', 'What one of them was given is not known.')
  if (a.isNote)
    return say('mergeable', isKnown ? 'yes' : 'maybe', 'Nothing came of the earlier call.')
  if (a.outcome === 'missing')
    return say('mergeable', 'maybe', 'What came of the earlier call is not known.')
  const isSame = a.tool === b.tool
  if (isSame && b.query.size > 0 && b.effect.kind === 'reads') return ofQueries(a, b)
  if (isTriedAgain) return say('control', 'maybe', 'The later tries again what was tried before.')
  if (!isKnown && a.isCut)
    return say('mergeable', 'maybe', 'The earlier result was not seen whole.')
  if (isSame && !isOfAnother(a, b))
    return say('control', 'maybe', 'The later goes on with what the earlier one began.')
  const isMadeUp = isSame ? newPath || newNames > mostNames : newNames > 0
  if (isMadeUp)
    return say('mergeable', 'maybe', 'The model made up some of the later arguments by then.')
  const areReads = a.effect.kind === 'reads' && b.effect.kind === 'reads'
  if (areReads && (a.isSearch || b.isSearch))
    return say('control', 'maybe', 'A search and a look may follow from each other.')
  if (areReads && isMentioned(a, b))
    return say('control', 'maybe', 'The earlier result speaks of what the later is about.')
  if (given.isReadSince)
    return say('mergeable', 'maybe', 'Some of the later arguments stands in the earlier result.')
  if (isSame) return say('mergeable', 'yes', 'The same was done for several things.')
  const [{ kind, guessed }, { kind: next, guessed: alsoGuessed }] = [a.effect, b.effect]
  if (next !== 'reads')
    return say('control', 'maybe', 'The later acts, perhaps on what the earlier found.')
  if (kind !== 'reads' && (guessed === true || alsoGuessed === true || !isKnown))
    return say('mergeable', 'maybe', 'The earlier changed something.')
  // Among files one look leads to another, unless both had their files.
  const isExploring =
    a.files.length !== b.files.length && Math.min(a.files.length, b.files.length) === 0
  if (isExploring || mayFollow(a, b))
    return say('control', 'maybe', 'The later may follow from what the earlier found.')
  return say('mergeable', 'yes', 'Two things were looked up that were both known before.')
}

/** So many made-up names are a list of things; more are a text. */
const mostNames = 6

/** Searches that refine each other have words in common; those for several things are in people's words. */
function ofQueries(a: CallFacts, b: CallFacts): Judgement {
  const alike = likeness(a.query, b.query)
  if (alike >= 0.5) return say('control', 'no', 'The later asks for the same in other words.')
  const isEnumerated = alike === 0 && [a, b].every(({ query }) => query.size > 2 && isHeard(query))
  if (isEnumerated) return say('mergeable', 'yes', 'Two different things were searched for.')
  return say('control', 'maybe', 'The later may ask for the same in other words.')
}
