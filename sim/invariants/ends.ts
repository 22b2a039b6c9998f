import type { Invariant } from './invariant.ts'

/** Every call gets its result, once, and every turn ends. Looks at no moment. */
export const ends: Invariant = {
  guarantee: 'G1',

  settled(call) {
    return call.result === undefined ? undefined : `${call.name} settled twice`
  },

  turnEnded(turn, { results }) {
    if (turn.report !== undefined) return `${turn.id} ended twice`
    if (turn.settled < turn.calls.length) return `${turn.id} ended before its calls`
    const ids = turn.calls.map(({ id }) => id)
    const answered = results.map(({ id }) => id)
    return String(ids) === String(answered) ? undefined : `${turn.id} answers other calls`
  },

  finished({ turns }) {
    for (const { id, report, resolved } of turns.values())
      if (report === undefined || resolved !== report) return `${id} never ends`
    return undefined
  },
}
