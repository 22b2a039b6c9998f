import { boundedKey } from '../call/key-bounds.ts'

/**
 * Resource keys are paths: `file/src` covers `file/src/a.ts`, and `*` covers everything. Empty segments count for
 * nothing (`/file//src/` is `file/src`), and all from the first segment with a `*` in it on is covered by what precedes
 * that (`file/*`, `file/**` and `file/*.ts` are `file`). So a `*` takes in more than a glob would, and never less. A key
 * beyond the bounds of `call/key-bounds.ts` is its beginning.
 */
export type KeySegments = readonly string[]

let lastKey = ''
let lastSegments: KeySegments = []

/** The segments of a key; none for a key that covers everything. */
export function parseKey(key: string): KeySegments {
  // A call's key is claimed in its turn, and then in its engine.
  if (key !== lastKey) {
    lastSegments = segmentsOf(key)
    lastKey = key
  }
  return lastSegments
}

function segmentsOf(key: string): KeySegments {
  const bounded = boundedKey(key)
  const segments: string[] = []
  for (let from = 0; from < bounded.length;) {
    const slash = bounded.indexOf('/', from)
    const end = slash === -1 ? bounded.length : slash
    const segment = bounded.slice(from, end)
    if (segment.includes('*')) break
    if (segment !== '') segments.push(segment)
    from = end + 1
  }
  return segments
}

/** The canonical text of a key. */
export function formatKey(segments: KeySegments): string {
  return segments.length === 0 ? '*' : segments.join('/')
}

/** Whether `b` is `a` or lies below it. */
export function covers(a: string, b: string): boolean {
  const above = parseKey(a)
  const below = parseKey(b)
  return above.length <= below.length && above.every((segment, depth) => segment === below[depth])
}

/** Whether the two keys have anything in common, which is when one covers the other. */
export function overlap(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a)
}
