/** Half of a surrogate pair in a JSON text: where it stands, from 0, and which half is missing. */
export interface HalfPair {
  readonly at: number
  readonly missing: 'low' | 'high'
}

/**
 * Finds the first half of a surrogate pair without its other half. In UTF-8 none can arrive, but as an escape: which is
 * how `JSON.stringify` writes it.
 */
export function halfPairIn(text: string): HalfPair | undefined {
  let high: number | undefined
  for (const { 0: escape, index } of text.matchAll(/\\(?:u[0-9a-f]{4}|.)/gi)) {
    const unit = escape.length === 6 ? Number.parseInt(escape.slice(2), 16) : 0
    const isLow = unit >= 0xdc00 && unit <= 0xdfff
    const isPair = isLow && high !== undefined && index === high + escape.length
    if (high !== undefined && !isPair) return { at: high, missing: 'low' }
    if (isLow && !isPair) return { at: index, missing: 'high' }
    high = unit >= 0xd800 && unit <= 0xdbff ? index : undefined
  }
  return high === undefined ? undefined : { at: high, missing: 'low' }
}
