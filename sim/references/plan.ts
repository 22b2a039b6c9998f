import { Dice } from '../dice.ts'

/** A turn whose calls use the results of earlier ones, as data. Times are milliseconds. */
export interface ReferencePlan {
  readonly seed: number
  readonly concurrency: number
  /** A streamed call waits for the one before it to be said. */
  readonly addMs: number | null
  readonly calls: readonly ReferenceCall[]
}

export interface ReferenceCall {
  /** Two calls may share it. */
  readonly id: string
  readonly tool: 'make' | 'put' | 'ask'
  readonly n: number
  /** As the model writes them: references, and what looks like one. */
  readonly texts: readonly string[]
  /** What it writes: a key, or a reference to one. */
  readonly key: string
  readonly ms: number
  readonly fails: boolean
  /** Of a call that has to be approved. */
  readonly says: 'allow' | 'deny' | 'change' | 'throws'
  readonly answerMs: number
}

const keys = ['a', 'b'] as const
const paths = ['', '.n', '.key', '.list[0]', '.list[9]', '.nobody', '["n"]', '.__proto__']

/** Makes the plan of a seed: always the same for the same seed. */
export function makeReferencePlan(seed: number): ReferencePlan {
  const dice = new Dice(seed)
  const count = dice.int(2, 7)
  const ids = Array.from({ length: count }, (_, index) =>
    dice.chance(0.15) ? `c${dice.int(0, index)}` : `c${index}`,
  )
  const reference = (index: number): string => {
    // Mostly to a call before; else to itself, to a later one, or to nobody.
    const others = dice.chance(0.85) ? ids.slice(0, index) : [...ids, 'nobody']
    if (others.length === 0) return 'plain text'
    const text = `\${${dice.pick(others)}${dice.chance(0.5) ? '' : dice.pick(paths)}}`
    return dice.pick([text, text, text, `see ${text} and ${text}`, `$${text}`])
  }
  const calls = ids.map((id, index): ReferenceCall => {
    const isReferred = index > 0 && dice.chance(0.25)
    return {
      id,
      tool: dice.pick(['make', 'put', 'ask']),
      n: index,
      texts: dice.chance(0.6) ? [reference(index)] : [],
      key: isReferred ? `\${${dice.pick(ids.slice(0, index))}.key}` : dice.pick(keys),
      ms: dice.int(0, 9),
      fails: dice.chance(0.1),
      says: dice.weighted({ allow: 4, deny: 1, change: 3, throws: 1 }),
      answerMs: dice.pick([0, 0, 5, 20]),
    }
  })
  return { seed, concurrency: dice.int(1, 4), addMs: dice.pick([null, 0, 3]), calls }
}
