import { verbForms, type VerbForms } from './forms.ts'

/** Verbs that say by themselves that nothing is changed. */
export const reading: VerbForms = verbForms(`
  count describe fetch find get glob grep list look lookup peek read retrieve search view
`)

/** A question is no change: `is_available`, `has_access`. And the commands of a shell that look. */
export const asking: ReadonlySet<string> = new Set(
  'is are has have does can exists whoami pwd ls cat head tail stat du df wc'.split(' '),
)

/** Verbs of thinking, which need a second word for it, because many a tool does more than its name says. */
const thinking: VerbForms = verbForms(`
  analyze analyse autocomplete calculate compare compute contrast convert correlate decode detect determine diagnose diff
  encode enumerate estimate examine explain explore forecast geocode inspect interpret lint locate measure outline parse predict
  preview summarize summarise tokenize tokenise translate
`)

/** Verbs of looking that also are deeds: `check` an item of a list, `verify` an account, `show` a message to somebody. */
const ruling: VerbForms = verbForms(`
  access aggregate assess audit browse check classify crawl discover display evaluate extract filter identify match obtain provide query recommend scrape show
  suggest validate verify
`)

export const examining: Pick<VerbForms, 'has'> = {
  has: (word) => thinking.has(word) || ruling.has(word),
}

/** Whether a verb of looking needs to be heard what it finds. */
export function mayRule(word: string): boolean {
  return ruling.has(word)
}

/** What a tool says that only looks: "whether it exists", "returns the results". */
export const finding: RegExp =
  /\b(?:returns?|whether|if|results?|information|details|availab\w+|status|exists?|syntax|errors?|issues?|correct\w*|against|possible|data)\b/

/** Verbs whose result may be a new file. */
export const producing: VerbForms = verbForms('convert decode encode extract filter translate')

/** What a tool may be called instead: `article_searcher`. */
export const readers: ReadonlySet<string> = new Set(
  'searcher getter fetcher finder lister reader retriever viewer'.split(' '),
)

/** What `perform`, `run` or `execute` is said of when nothing is changed: "Performs a web search". */
export const readingNouns: ReadonlySet<string> = new Set(
  'search searches lookup lookups comparison calculation calculations analysis'.split(' '),
)
