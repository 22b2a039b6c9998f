import { cutText, type CutNote } from '../../../util/cut-text.ts'

/** So much of a text is kept in any case. */
const leastText = 80

/** Nobody reads further down, and recursion has an end: here, in JSON, and in the browser. */
const deepest = 200

const note: CutNote = ({ omittedChars }) =>
  ` […] (${omittedChars.toLocaleString('en-US')} characters are left out of this page) […] `
const shortNote: CutNote = ({ omittedChars }) => ` […${omittedChars.toLocaleString('en-US')}…] `

/** A value that was made small enough, and how much of it there is, in characters. */
export interface Bounded {
  readonly value: unknown
  readonly chars: number
}

/**
 * A value as plain JSON of about `maxChars` characters: the middle is taken out of long texts, the end of long lists, and what
 * lies deeper than 200 levels; notes in it say so. The data of an image is left out.
 */
export function bounded(value: unknown, maxChars: number): Bounded {
  let left = maxChars
  let depth = 0
  const take = (chars: number): void => void (left -= chars)

  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const text = cutText(value, Math.max(leastText, left), note, shortNote)
      take(text.length + 2)
      return text
    }
    take(6)
    if (typeof value !== 'object' || value === null) return value
    if (depth === deepest) return '[… what lies deeper is left out of this page]'
    depth += 1
    const kept = Array.isArray(value) ? list(value) : record(value)
    depth -= 1
    return kept
  }
  const list = (values: readonly unknown[]): unknown[] => {
    const kept: unknown[] = []
    for (const value of values) {
      if (left <= 0) {
        kept.push(`[… ${values.length - kept.length} more are left out of this page]`)
        break
      }
      kept.push(visit(value))
    }
    return kept
  }
  const record = (value: object): object => {
    const entries = Object.entries(value)
    const kept: [string, unknown][] = []
    for (const [name, each] of entries) {
      if (left <= 0) {
        kept.push(['[…]', `${entries.length - kept.length} more are left out of this page`])
        break
      }
      const short = cutText(name, Math.max(leastText, left), shortNote)
      take(short.length + 3)
      kept.push([short, isImageData(value, name) ? '[an image]' : visit(each)])
    }
    // Not by assignment, for a name may be `__proto__`.
    return Object.fromEntries(kept)
  }

  return { value: visit(value), chars: maxChars - left }
}

function isImageData(value: object, name: string): boolean {
  return name === 'data' && 'type' in value && value.type === 'image'
}
