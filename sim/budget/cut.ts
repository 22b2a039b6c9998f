import type { Share } from './oracle.ts'

/** So much shorter than its share a cut text may be: numbers in its note, and pairs that are not split. */
const slack = 16
/** With so much room the note says how to read on, and with so much how much is missing, too. */
const roomForRef = 75
const roomForCount = 230

const fullNote =
  /\n\[… (?<count>[\d,]+) characters left out\. Read them with read_result\(\{"ref":"(?<ref>r_\w+)","offset":(?<offset>\d+)\}\) …\]\n/u
const shortNote = /\[… read_result\(\{"ref":"(?<ref>r_\w+)","offset":(?<offset>\d+)\}\) …\]/u
const ellipsis = /…/u

/** What is wrong with how a text is shown; `ref` is where the whole is to be read, if it was cut. */
export interface Shown {
  readonly fault?: string
  readonly ref?: string
}

/** Looks at a text as it is shown to the model. */
export function lookAt(shown: string, whole: string, { least, most }: Share): Shown {
  if (shown.length > most)
    return { fault: `has ${shown.length} characters, and ${most} are its share` }
  if (shown === whole) return {}
  if (whole.length <= least)
    return { fault: `is cut, and its share is ${least} of ${whole.length}` }
  if (shown.length < least - slack)
    return { fault: `is cut to ${shown.length}, and its share is ${least}` }
  const note = [fullNote, shortNote, ellipsis].map((form) => form.exec(shown)).find((it) => it)
  if (!note) return least === 0 ? {} : { fault: 'does not say that it was cut' }
  const head = shown.slice(0, note.index)
  const tail = shown.slice(note.index + note[0].length)
  const { ref, offset, count } = note.groups ?? {}
  const missing = whole.length - head.length - tail.length
  if (!whole.startsWith(head) || !whole.endsWith(tail)) return { fault: 'is not its head and tail' }
  if (splitsPair(whole, head.length) || splitsPair(whole, whole.length - tail.length))
    return { fault: 'has half a character' }
  if (Math.abs(head.length - 2 * tail.length) > 5)
    return { fault: `has a head of ${head.length} and a tail of ${tail.length}` }
  if (ref === undefined)
    return least < roomForRef ? {} : { fault: 'does not say how to read what was cut' }
  if (Number(offset) !== head.length)
    return { fault: `is cut at ${head.length}, and says ${offset}` }
  if (count === undefined)
    return least < roomForCount ? { ref } : { fault: 'does not say how much was cut' }
  if (Number(count.replaceAll(',', '')) !== missing)
    return { fault: `lacks ${missing}, and says ${count}` }
  return { ref }
}

function splitsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff
}
