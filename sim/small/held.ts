import type { Engine } from '../../src/turn/contract.ts'
import { holdings } from '../../src/turn/holdings.ts'

/** What an engine holds though no turn is open, in words; undefined if nothing. Cached results may stay. */
export function heldBy(engine: Engine): string | undefined {
  const held = Object.entries(holdings(engine)).filter(
    ([name, count]) => name !== 'cached' && count !== 0,
  )
  return held.length === 0 ? undefined : held.map(([name, count]) => `${count} ${name}`).join(', ')
}
