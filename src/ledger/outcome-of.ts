import type { RecordedCall } from './recorded.ts'

/** How a call ended, by what the model was shown. `missing`: what it was shown is not known. */
export type CallOutcome = 'ok' | 'empty' | 'failed' | 'missing'

const failure =
  /^(?:\w*error\b|exception\b|traceback\b|fail(?:ed|ure)\b|fatal\b|unable to\b|could ?n[o']t\b|cannot\b|can't\b|invalid\b|no such\b|(?:access|permission) denied\b|unauthorized\b|forbidden\b|time(?:d )?out\b|unknown tool\b|[^{}\n]{0,120}?\b(?:not found|does not exist|timed out|no such file)\b)/i
const flag = /\bis_?error\\*["']?\s*[:=]\s*true\b/i
/** At the beginning only: a file that is read may have such words, too. */
const field =
  /^[^]{0,200}?"(?:(?:success|ok)\\*":\s*false\b|error\\*":\s*(?!null|false|\\*""|\{\}|\[\])|status\\*":\s*\\*"(?:error|fail))/i
const nothingFound =
  /^(?:none|null|nil|undefined|no (?:\w+ ){0,3}(?:results?|matches|match|data|items|entries|records|files|documents|output)\b.{0,60}|nothing found.{0,40}|0 (?:results|matches|rows).{0,40}|[[{(]\s*[\])}])$/i
const emptyList = /"(?:count|total(?:_?count|_?results)?|num_?results)\\*":\s*0\b/i

const noItems = /\[\s*\]/

/** A result that counts 0 things has not many words. */
const mostOfEmpty = 1_500

/** Read off what the call says by itself or, where it says nothing, off the words of its result. */
export function outcomeOf({ output, failed }: RecordedCall): CallOutcome {
  if (failed === true) return 'failed'
  if (output === undefined) return 'missing'
  const text = coreOf(output)
  if (text === '' || nothingFound.test(text)) return 'empty'
  const ends = output.length > 4_000 ? `${output.slice(0, 2_000)} ${output.slice(-2_000)}` : output
  if (failed === undefined && (failure.test(text) || field.test(text) || flag.test(ends)))
    return 'failed'
  return output.length < mostOfEmpty && emptyList.test(output) && noItems.test(output)
    ? 'empty'
    : 'ok'
}

/** The beginning of the words of a result: without the object, or the printed object, that they are wrapped in. */
function coreOf(output: string): string {
  let text = output.slice(0, 1_000).trim()
  for (let layer = 0; layer < 3 && /^[[{(]|^\w+=/.test(text); layer += 1) {
    const [, inner] = /^[^]{0,120}?(?:["']text\\*["']:|\btext=)\s*\\*["']([^]*)$/.exec(text) ?? []
    if (inner === undefined) break
    if (/^\\*["']/.test(inner)) return ''
    text = inner.trim()
  }
  return text.replace(/^[^\p{L}\p{N}[{(]+/u, '')
}

/** What results are wrapped in. */
const wrapping: readonly string[] = [
  'meta',
  'none',
  'content',
  'textcontent',
  'type',
  'text',
  'annotations',
  'null',
  'iserror',
  'false',
  'true',
  'structuredcontent',
  'result',
]

/** Whether a result has hardly a word of its own: "Loading...", "active". */
export function saysLittle(output: string, input: string): boolean {
  if (output.length > 1_000) return false
  const asked = input.toLowerCase()
  const plain = output.toLowerCase().replaceAll(/\\+[nrt]/g, ' ')
  const own = new Set(
    (plain.match(/[\p{L}\p{N}]{2,}/gu) ?? []).filter(
      (word) => !wrapping.includes(word) && !asked.includes(word),
    ),
  )
  return own.size < 4 && [...own].some((word) => /\p{L}/u.test(word))
}

/** Whether a result may be less than what the model was shown, so that what is not in it proves nothing. */
export function mayBeCut(output: string, mostRead: number): boolean {
  // Who keeps logs cuts at round lengths.
  if (output.length > mostRead || (output.length >= 500 && output.length % 100 === 0)) return true
  const tail = output.slice(-200)
  if (/truncated|…|(?:characters?|lines?) (?:more|omitted)/i.test(tail)) return true
  return /^[[{]/.test(output) && !/[\]}]\s*$/.test(tail)
}
