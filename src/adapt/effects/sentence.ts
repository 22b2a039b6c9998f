import { doing } from './words/doubts.ts'
import { alsoNouns, arranging, lasting, namingOrWriting, trace, writing } from './words/writes.ts'

/** Words after which a word is a verb, if it can be one. */
const introducing: ReadonlySet<string> = new Set(
  `and or then also but it which that who to will can may might must should would could not immediately this tool function you we
  afterwards additionally finally optionally by while , ; (`.split(/\s+/),
)
const wantingPlain: ReadonlySet<string> = new Set(
  'to will can may might must should would could not you we'.split(' '),
)
const wantingThird: ReadonlySet<string> = new Set('it which that who this tool function'.split(' '))
const being: ReadonlySet<string> = new Set('is are be been being gets get'.split(' '))
const wishing: ReadonlySet<string> = new Set('would could should to can'.split(' '))

/** "does not delete", "without creating or changing". */
const negated: RegExp =
  /\b(?:(?:does|do|will|is|are|can)(?: not|n't)|doesn't|don't|won't|cannot|never|without|no need to)(?: (?:ever|actually|be))? [a-z]+(?:,? (?:or|and|nor) [a-z]+)?/g
const exceptions: RegExp = /\b(?:until|unless|except|but|only|just|instead)\b/

/** "Such as market share and budget allocation": a word that may be a noun is one there. A verb of change is never left out. */
const examples: RegExp = /\bsuch as,? [^.;:]*/
const exampleNouns = (list: string): string =>
  list.replaceAll(/[a-z]+/g, (word) => (namingOrWriting.base.has(word) ? 'thing' : word))

/** "Whether the files are indexed": that is asked, not done. */
const asked: RegExp =
  /\b(?:understand|check|see|know|tell|find out|determine) (?:if|whether) [^,;]*$/

/** What is left out of an answer is not gone from anywhere; and what is updated daily, is not by this call. */
const noDeed: RegExp =
  /^ (?:from (?:the |its )?(?:outputs?|results?|response|answer|text|html|list)|to (?:true|false)|daily|hourly|weekly|monthly|regularly|every)\b/

/** A sentence that tells the model when to call the tool, and what for, rather than what the tool does. */
const advice: RegExp =
  /^(?:use|useful|call|always|never|you|if|when|before|after|for example|e\.g|i\.e|note|tip|important|must|should|only|prefer|ideal|helpful|good|best|perfect|required|requires|supports?|combine|make sure|ensure)\b|\b(?:must|should) (?:call|use|be (?:called|used))\b/
const purpose: RegExp =
  /\b(?:us(?:e|ed|eful|ing)|call|called)(?: (?:this|it|the|tool|function))* (?:to|for|in order to) ([a-z]+)/

/** What is done to the answer is done to nothing else: "and sorts the results". */
const onAnswer: RegExp =
  /^ (?:the |these |them |all )*(?:\w+ )?(?:results?|outputs?|responses?|answers?|information)\b/
const aside: ReadonlySet<string> = new Set([',', '(', 'by', 'while'])

/** What is done beside reading, and may be anything: "and run a command on each". */
const anyDeed: ReadonlySet<string> = new Set(
  ['run', 'execute', 'invoke', 'launch', 'start', 'open'].flatMap((verb) => [verb, `${verb}s`]),
)

/**
 * The word by which a sentence of a description, in lower case, says that something is changed; undefined if nothing does.
 * Of advice to the model less is taken for a deed of the tool.
 */
export function changeIn(
  sentence: string,
  kind: 'statement' | 'advice' = 'statement',
): string | undefined {
  const plain = sentence.replace(examples, exampleNouns)
  const said = exceptions.test(plain) ? plain : plain.replaceAll(negated, ' ')
  const found = trace.exec(said)?.[0]
  if (found !== undefined) return found
  const isAdvice = kind === 'advice' || advice.test(said)
  const target = purpose.exec(said)?.[1] ?? ''
  if (writing.has(target)) return target
  const tokens = [...said.matchAll(/[a-z']+|[,;(]/g)]
  const words = tokens.map(([word]) => word)
  return words.find((word, at) => {
    const behind = said.slice((tokens[at]?.index ?? 0) + word.length)
    if (writing.past.has(word) || namingOrWriting.past.has(word))
      if (
        isPassive(word, behind, words[at - 1], words[at - 2]) &&
        !noDeed.test(behind) &&
        !asked.test(said.slice(0, tokens[at]?.index))
      )
        return true
    if (isThird(word)) return true
    return !isAdvice && isDeed(word, words[at - 1], behind) && !/^ to (?:true|false)/.test(behind)
  })
}

/** "is sent", "will be stored", "gets automatically deleted"; not "would be changed", nor "is stored", which it always is. */
function isPassive(word: string, behind: string, before = '', beforeThat = ''): boolean {
  if (before.endsWith('ly') && being.has(beforeThat)) return true
  if (!being.has(before) || wishing.has(beforeThat)) return false
  const isState = namingOrWriting.past.has(word) || lasting.past.has(word)
  return (
    !isState ||
    !/^(?:is|are)$/.test(before) ||
    /^ (?:to the|at once|immediately|afterwards|then)\b/.test(behind)
  )
}

/** "deletes", wherever it stands. */
function isThird(word: string): boolean {
  return word.endsWith('s') && writing.present.has(word) && !writing.base.has(word) && isSure(word)
}

/** Hardly ever anything but a deed. */
function isSure(word: string): boolean {
  return !alsoNouns.has(word) && !lasting.has(word)
}

function isDeed(word: string, before: string | undefined, behind: string): boolean {
  if (arranging.has(word) && onAnswer.test(behind)) return false
  if (writing.base.has(word) && isSure(word)) return true
  if (before === undefined) return isOrder(word, behind)
  if (!introducing.has(before)) return false
  // A list may be one of nouns: "open, close, volume".
  if (aside.has(before)) return word.endsWith('ing') && isAsideDeed(word, behind)
  if (!writing.has(word) && !namingOrWriting.has(word) && !anyDeed.has(word)) return false
  const isPlain = writing.base.has(word) || namingOrWriting.base.has(word) || doing.base.has(word)
  // "to update", but "to updates"; "which deletes", but "which project".
  if (wantingThird.has(before)) return !isPlain
  return wantingPlain.has(before) ? isPlain : true
}

/** "Prints the document", "Post it"; not "File paths must be absolute". */
function isOrder(word: string, behind: string): boolean {
  if (!(writing.has(word) || namingOrWriting.has(word)) || word.endsWith('ing')) return false
  return (
    word.endsWith('s') ||
    /^ (?:an?|the|your|this|that|all|each|every|it|them|to|into|new) /.test(`${behind} `)
  )
}

/** "by deleting", ", drawing one"; of a word that is a noun as well, only with what it is done to: not ", parking". */
function isAsideDeed(word: string, behind: string): boolean {
  if (writing.has(word) && !lasting.has(word)) return true
  return namingOrWriting.has(word) && /^ (?:an?|the|it|them|one|your|their)\b/.test(behind)
}
