/** Verbs whose forms follow no rule: the past tense and the participle. */
const irregular: Readonly<Record<string, readonly string[]>> = {
  ban: ['banned'],
  bind: ['bound'],
  break: ['broke', 'broken'],
  buy: ['bought'],
  cut: ['cut'],
  draw: ['drew', 'drawn'],
  feed: ['fed'],
  give: ['gave', 'given'],
  hide: ['hid', 'hidden'],
  hold: ['held'],
  kill: ['killed'],
  lend: ['lent'],
  let: ['let'],
  make: ['made'],
  overwrite: ['overwrote', 'overwritten'],
  pay: ['paid'],
  put: ['put'],
  rebuild: ['rebuilt'],
  resend: ['resent'],
  reset: ['reset'],
  rewrite: ['rewrote', 'rewritten'],
  sell: ['sold'],
  send: ['sent'],
  set: ['set'],
  shut: ['shut'],
  speak: ['spoke', 'spoken'],
  spend: ['spent'],
  swap: ['swapped'],
  take: ['took', 'taken'],
  undo: ['undid', 'undone'],
  write: ['wrote', 'written'],
}

const short: RegExp = /^[^aeiou]*[aeiou][^aeiouwxy]$/
const doubling: RegExp = /(?:[^aeiou][aeiou][^aeiouwxy]|mit|fer|rol)$/

/** "deletes". */
export function thirdPerson(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`
}

/** "deleting"; both ways where a last letter may be doubled. */
export function gerunds(verb: string): readonly string[] {
  const stem = /[^e]e$/.test(verb) ? verb.slice(0, -1) : verb
  return mayDouble(verb) ? [`${stem}ing`, `${verb}${verb.at(-1)}ing`] : [`${stem}ing`]
}

/** "deleted", in the past tense and as a participle. */
export function pastForms(verb: string): readonly string[] {
  const known = irregular[verb]
  if (known !== undefined) return known
  if (verb.endsWith('e')) return [`${verb}d`]
  if (/[^aeiou]y$/.test(verb)) return [`${verb.slice(0, -1)}ied`]
  return mayDouble(verb) ? [`${verb}ed`, `${verb}${verb.at(-1)}ed`] : [`${verb}ed`]
}

function mayDouble(verb: string): boolean {
  return short.test(verb) || doubling.test(verb)
}

/** Verbs by their forms. */
export interface VerbForms {
  has(word: string): boolean
  /** The form that a sentence about a tool begins with: "delete", "deletes", "deleting". */
  readonly present: ReadonlySet<string>
  readonly base: ReadonlySet<string>
  /** "deleted". */
  readonly past: ReadonlySet<string>
}

export function verbForms(list: string): VerbForms {
  const base = new Set(list.trim().split(/\s+/))
  const present = new Set(base)
  const past = new Set<string>()
  for (const verb of base) {
    present.add(thirdPerson(verb))
    for (const form of gerunds(verb)) present.add(form)
    for (const form of pastForms(verb)) past.add(form)
  }
  return { base, present, past, has: (word) => present.has(word) }
}
