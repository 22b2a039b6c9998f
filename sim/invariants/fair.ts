import type { Invariant } from './invariant.ts'

/** G3: of turns that wait for slots, none gets two while another gets none. Where slots are lent, that is another matter. */
export const fair: Invariant = {
  guarantee: 'G3',

  started({ call, name }, { line }) {
    const lead = line.lead(call.turn)
    if (lead === undefined || lead.starts <= 1) return undefined
    return `${name} started, and ${lead.over.id} has waited for its turn through ${lead.starts} starts`
  },
}
