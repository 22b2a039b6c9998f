import type { TurnReport } from '../../src/call/report/report.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { TurnWatch } from '../watch/turn-watch.ts'
import { answerFault } from './answer.ts'
import type { Invariant } from './invariant.ts'

/** G1: one result per call, in call order, under the exact id, which says what happened. */
export const oneResult: Invariant = {
  guarantee: 'G1',

  started({ call, number }) {
    const previous = call.attempts[number - 2]
    if (previous !== undefined && previous.overMs === undefined && call.tool?.hedge !== true)
      return `${call.name} started attempt ${number} while attempt ${number - 1} was in flight`
    if (call.stage === 'settled') return `${call.name} started after it had settled`
    return undefined
  },

  settled(call, result, history) {
    if (call.result !== undefined) return `${call.name} settled twice`
    return identityFault(call, result) ?? answerFault(call, result, history)
  },

  turnEnded(turn, report) {
    if (turn.report !== undefined) return `${turn.id} ended twice`
    if (turn.settled < turn.calls.length) return `${turn.id} ended before its calls`
    return reportFault(turn, report)
  },

  quiet(history) {
    for (const turn of history.turns.values()) {
      if (turn.report !== undefined || turn.settled < turn.calls.length) continue
      if (turn.isClosed(history.nowMs)) return `${turn.id} is over and has no report`
    }
    return undefined
  },

  finished(history) {
    for (const turn of history.turns.values()) {
      if (turn.resolved !== turn.report) return `${turn.id}'s promise gave another report`
      const fault = turn.report && reportFault(turn, turn.report)
      if (fault !== undefined) return `${fault}, after the turn's end`
    }
    return undefined
  },
}

function identityFault(
  call: CallWatch,
  result: { id: string; name: string; attempts: number },
): string | undefined {
  if (result.id !== call.id) return `${call.name} was answered under id "${result.id}"`
  if (result.name !== call.plan.tool) return `${call.name} was answered as tool "${result.name}"`
  if (result.attempts !== call.attempts.length)
    return `${call.name} reports ${result.attempts} attempts and had ${call.attempts.length}`
  return undefined
}

function reportFault(turn: TurnWatch, { results, outcome }: TurnReport): string | undefined {
  if (results.length !== turn.given.length)
    return `${turn.id} reports ${results.length} results for ${turn.given.length} calls`
  for (const [index, call] of turn.calls.entries())
    if (results[index] !== call.result)
      return `${turn.id} reports for call ${index + 1} not what it was told when that settled`
  const ok = results.filter(({ status }) => status === 'ok').length
  const expected = ok === results.length ? 'complete' : ok === 0 ? 'failed' : 'partial'
  return outcome === expected ? undefined : `${turn.id} is ${outcome}, not ${expected}`
}
