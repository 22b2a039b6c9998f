import type { Invariant } from './invariant.ts'

/** G3: of turns that wait for slots, none gets two while another gets none. (Nested turns run on lent slots.) */
export const fair: Invariant = {
  guarantee: 'G3',

  started({ call, name }, { line }) {
    if (call.turn.parent !== undefined) return undefined
    const lead = line.lead(call.turn)
    if (lead === undefined || lead.starts <= 1) return undefined
    return `${name} started, and ${lead.over.id} has waited for its turn through ${lead.starts} starts`
  },
}
