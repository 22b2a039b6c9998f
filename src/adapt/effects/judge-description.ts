import { changeIn } from './sentence.ts'
import { anyDeeds, doing, handedOut } from './words/doubts.ts'
import {
  looksInOtherLanguage,
  sentenceWritesInOtherLanguage,
  writesInOtherLanguage,
} from './words/other-languages.ts'
import { examining, finding, mayRule, reading, readingNouns } from './words/reads.ts'
import { namingOrWriting, writing } from './words/writes.ts'

/**
 * What a description says. `writes`: something in it changes something. Else it is what it begins with: `reads`, a verb of reading;
 * `examines`, one of thinking; `doubtful`, one that says nothing; `open`, none of these.
 */
export interface DescriptionVerdict {
  readonly says: 'writes' | 'reads' | 'examines' | 'open' | 'doubtful'
  /** The word that decided. */
  readonly word: string
}

/** Words before the verb of a sentence that say nothing: "This tool allows you to search …". */
const fillers: ReadonlySet<string> = new Set(
  `a an the this that these tool tools function api endpoint method service server command utility allow allows allowing lets let
  enable enables enabling you your users user to for can will be may used use useful is it helps help helper which and ai agent agents
  llm model models we i please by simple simply quickly easily efficiently automatically asynchronously designed able`.split(
    /\s+/,
  ),
)

/** "Gets your inbox to zero", "Gets the door opened", "Get rid of", "List a house", "Count a vote": that is no reading. */
const causing: RegExp =
  /^(?:gets?|getting)\b(?:(?: \w+){0,3} (?:ready|started|going|done|rid|to (?:zero|work|run|do))\b| (?:the|a|an|your|my) \w+ \w+ed\b)|^(?:lists?|counts?) (?:an?|one|this|each) |^(?:views?|shows?|displays?|opens?)\b.* in (?:the|an?|your) (?:\w+ )?(?:editor|browser|window|viewer|app)\b/

/** "Resolves a name to an address": found, not settled as a dispute is. "Performs an HTTP GET request": safe by RFC 9110. */
const finds: RegExp =
  /^(?:resolves? (?:an? |the )?[\w ,/-]+ (?:to|into) (?:an? |its |the )?[\w -]*(?:id|ids|address|addresses|urls?|identifiers?|coordinates)\b|performs? an http get request\b)/

/** What is given back to the caller, and not to the shop: "Returns the list of", "Returns all users". */
const returning: RegExp =
  /^returns? (?!.*\b(?:back|to (?:the|a|its|their|your))\b).*\b(?:of|for|about|all|list|information|details|data|current|latest|whether|json)\b/

/** To where something is put when it is extracted or converted. */
const puttingInto: RegExp =
  /\b(?:to|into|onto)(?: (?:a|an|the|your|its|this|local|new|another|given|specified|output|target))* (?:files?|folders?|director(?:y|ies)|disks?|storage|cache|database|clipboard|desktop)\b/

/** A result that is somewhere else now. */
const product: RegExp =
  /\b(?:path|url|link|location) (?:to|of|for) (?:the |an? )?(?:\w+ )?(?:generated|converted|created|saved|exported|downloaded|resulting|new)\b/

/** From here on a description speaks of arguments, results and usage. */
const appendix: RegExp =
  /\b(?:args|arguments|param(?:eter)?s|returns|raises|examples?|usage|notes?)\s*:/

/** Judges a tool by its description. */
export function judgeDescription(description: string): DescriptionVerdict {
  const text = description
    .toLowerCase()
    .replaceAll(/[’`]/g, "'")
    .replaceAll(/https?:\/\/\S+/g, ' ')
  const end = appendix.exec(text)?.index ?? text.length
  const sentences = sentencesOf(text.slice(0, end))
  const lead = leadOf(sentences[0] ?? '')
  if (lead.says === 'writes') return lead
  for (const sentence of sentences) {
    const word = changeIn(sentence.replace(finds, ' '))
    if (word !== undefined) return { says: 'writes', word }
  }
  for (const sentence of sentencesOf(text.slice(end))) {
    const word = changeIn(sentence, 'advice')
    if (word !== undefined) return { says: 'writes', word }
  }
  if (/\P{ASCII}/u.test(text) && otherLanguageWrites(text))
    return { says: 'writes', word: 'a verb that changes something' }
  const anyDeed = (anyDeeds.exec(text) ?? handedOut.exec(text))?.[0]
  if (anyDeed !== undefined) return { says: 'doubtful', word: anyDeed }
  if (product.test(text)) return { says: 'writes', word: 'path of what it made' }
  if (lead.says === 'examines' && puttingInto.test(text))
    return { says: 'writes', word: 'into a file' }
  // "Verify the account" may be a deed, "verify whether it exists" is not.
  return mayRule(lead.word) && !finding.test(text) ? { ...lead, says: 'open' } : lead
}

function otherLanguageWrites(text: string): boolean {
  if (
    text
      .split(/[.!?;。！？；\n]/)
      .some((sentence) => sentenceWritesInOtherLanguage(sentence.trim()))
  )
    return true
  return text
    .split(/[^\p{L}\p{M}]+/u)
    .some((word) => !cjk.test(word) && writesInOtherLanguage(word))
}

const cjk: RegExp = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

function sentencesOf(text: string): readonly string[] {
  return text
    .split(/[.!?;:](?=\s|$)|\n+|\s[-–—•*]\s/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence))
}

function leadOf(sentence: string): DescriptionVerdict {
  const words = sentence.match(/[\p{L}'-]+/gu) ?? []
  const look = words.find(looksInOtherLanguage)
  if (look !== undefined) return { says: 'reads', word: look }
  for (const [at, word] of words.entries()) {
    const rest = words.slice(at).join(' ')
    if (reading.has(word)) return { says: causing.test(rest) ? 'doubtful' : 'reads', word }
    if (examining.has(word)) return { says: 'examines', word }
    if (at === 0 && finds.test(sentence)) return { says: 'reads', word }
    if (returning.test(rest)) return { says: 'examines', word }
    if (doing.has(word)) {
      const isReading = words.slice(at + 1, at + 5).some((each) => readingNouns.has(each))
      return { says: isReading ? 'examines' : 'doubtful', word }
    }
    if (fillers.has(word)) continue
    if (writing.has(word) || namingOrWriting.has(word)) return { says: 'writes', word }
    // "Shortens a URL": a verb that is not known.
    return { says: /^[\w-]+ (?:an?|the|your|this|each) /.test(rest) ? 'doubtful' : 'open', word }
  }
  return { says: 'open', word: '' }
}
