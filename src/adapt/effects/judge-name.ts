import { anything, doing, goods, joining, leading, particles } from './words/doubts.ts'
import { writesInOtherLanguage } from './words/other-languages.ts'
import { asking, examining, readers, reading } from './words/reads.ts'
import { isAscii, wordsOfName } from './words/split-name.ts'
import { alsoNouns, namingOrWriting, writing } from './words/writes.ts'

/**
 * What a name says. `writes`: plainly. `reads`: plainly. `examines`: reading, if a description agrees. `open`: it has no verb, so that
 * the description decides. `unclear`: a word in it may be a verb that changes something. `doubtful`: anything may happen, whatever the
 * description says.
 */
export interface NameVerdict {
  readonly says: 'writes' | 'reads' | 'examines' | 'open' | 'unclear' | 'doubtful'
  /** The word that decided. */
  readonly word: string
  /** What it ends with is looked at, and not done: `sync_status`. */
  readonly isState?: boolean
}

/** Judges a tool by its name. `server` is the name of where it comes from, which many repeat in front of their tools' names. */
export function judgeName(name: string, server = ''): NameVerdict {
  const words = withoutPrefix(wordsOfName(name), new Set(wordsOfName(server)))
  const changing = words.find((word, at) => changes(word, at, words))
  if (changing !== undefined) return { says: 'writes', word: changing }
  const unknowable = words.find((word) => anything.has(word))
  if (unknowable !== undefined) return { says: 'doubtful', word: unknowable }
  const first = ofClause(clauseOf(words, 0))
  for (let at = 1; at < words.length; at += 1) {
    if (!joining.has(words[at] ?? '')) continue
    const next = words[at + 1]
    if (next === undefined) continue
    if (reading.has(next) || examining.has(next)) {
      // "search_and_summarize_to_file".
      if (clauseOf(words, at + 1).includes('to')) return { says: 'doubtful', word: next }
      continue
    }
    // "terms_and_conditions": what is no verb, and many.
    if (isMany(next) && !namingOrWriting.has(next) && !doing.has(next)) continue
    return { says: 'doubtful', word: next }
  }
  return first
}

function withoutPrefix(words: readonly string[], server: ReadonlySet<string>): readonly string[] {
  let from = 0
  while (from < words.length - 1) {
    const word = words[from] ?? ''
    // A server may be named after what it does: of "search", the tool "search_files" is a search.
    const isPrefix = leading.has(word) || (server.has(word) && !isVerb(word))
    if (!isPrefix) break
    from += 1
  }
  return words.slice(from)
}

function isVerb(word: string): boolean {
  return [reading, examining, writing, namingOrWriting, doing].some((verbs) => verbs.has(word))
}

function changes(word: string, at: number, words: readonly string[]): boolean {
  if (writesInOtherLanguage(word)) return true
  const isVerbPlace = at === 0 || joining.has(words[at - 1] ?? '')
  if (isVerbPlace && writing.present.has(word)) return true
  // "get_release_date", "get_login_status": behind a verb of reading, and not last, it is a noun.
  if (writing.base.has(word)) return !alsoNouns.base.has(word) || !isRead(words.slice(0, at))
  return isAscii(word) && word.length > 6 && holdsChange(word)
}

function isRead(words: readonly string[]): boolean {
  return words.some((word) => reading.has(word) || examining.has(word) || asking.has(word))
}

/** `deletefile`, `getorcreate`: words that are not parted. Not `created`, `creates` or `updater`. */
const unparted: readonly string[] = [...writing.base].filter((verb) => verb.length >= 6)
const pairs: RegExp = /^(?:get|find|read|fetch|list)(?:and|or|then)[a-z]/
const inflected: RegExp = /^(?:e?d|e?s|e?rs?|ing|able|ion|ions|ment|ments|or|ors)$/

function holdsChange(word: string): boolean {
  if (pairs.test(word)) return true
  return unparted.some((verb) => {
    const at = word.indexOf(verb)
    return at >= 0 && !inflected.test(word.slice(at + verb.length))
  })
}

function clauseOf(words: readonly string[], from: number): readonly string[] {
  const end = words.findIndex((word, at) => at > from && joining.has(word))
  return words.slice(from, end === -1 ? undefined : end)
}

function ofClause(words: readonly string[]): NameVerdict {
  const [head = ''] = words
  if (doing.has(head)) return { says: 'doubtful', word: head }
  if (asking.has(head))
    return {
      says: words.some((word) => alsoNouns.base.has(word)) ? 'doubtful' : 'reads',
      word: head,
    }
  if (reading.has(head) || examining.has(head)) return ofVerb(words, 0)
  const isState = words.length > 1 && states.has(words.at(-1) ?? '')
  if (namingOrWriting.base.has(head) || head === 'return')
    return { says: 'unclear', word: head, isState }
  const at = words.findIndex(
    (word) => reading.base.has(word) || doing.has(word) || namingOrWriting.base.has(word),
  )
  const found = words[at] ?? ''
  // `slack_list_channels`: what stands before is a name. What stands last may be a noun: `wish_list`, `thread_view`.
  if (reading.has(found) && at <= 2 && at < words.length - 1) return ofVerb(words, at)
  if (reading.has(found)) return { says: 'examines', word: found }
  const last = words.at(-1) ?? ''
  if (readers.has(last)) return { says: 'examines', word: last }
  return found === '' ? { says: 'open', word: head } : { says: 'unclear', word: found }
}

function ofVerb(words: readonly string[], at: number): NameVerdict {
  const word = words[at] ?? ''
  const rest = words.slice(at + 1)
  const [next = ''] = rest
  if (particles.has(next) && !(word === 'look' && next === 'up'))
    return { says: 'doubtful', word: `${word} ${next}` }
  const shows = /^(?:show|display)/.test(word) && rest.some((each) => onScreen.has(each))
  if (shows) return { says: 'doubtful', word }
  if (word === 'check' && states.has(rest.at(-1) ?? '')) return { says: 'reads', word }
  if (!reading.has(word)) return { says: 'examines', word }
  const last = words.at(-1) ?? ''
  if (goods.has(last)) return { says: 'doubtful', word: `${word} ${last}` }
  // "List a house" puts it on the market, "list houses" does not. "Count a vote" adds one.
  const isOne =
    /^(?:list|count)$/.test(word) &&
    (rest.includes('for') || !rest.some((each) => isMany(each) || each === 'all'))
  // "search_index_update", "get_job_done": what stands last may be the verb. What is read "from" a place may be gone from it.
  const mayBeDone =
    alsoNouns.base.has(last) || /(?:ed|done|stuck|moving|going|running|working)$/.test(last)
  const needsMore =
    isOne || mayBeDone || rest.some((each) => /^(?:from|to|it)$/.test(each)) || !rest.every(isAscii)
  return { says: needsMore ? 'examines' : 'reads', word }
}

/** What is checked by looking, and by nothing else: `check_order_status`. */
const states: ReadonlySet<string> = new Set(
  'status availability balance details info health version settings permissions eligibility inventory stock'.split(
    ' ',
  ),
)

/** Who shows these shows them to people. */
const onScreen: ReadonlySet<string> = new Set(
  'notification notifications dialog popup message toast alert window banner modal page screen text'.split(
    ' ',
  ),
)

function isMany(word: string): boolean {
  return /[^su]s$/.test(word)
}
