import type { Status } from '../../../call/report/result.ts'
import type { CallRow, Row, WaitStretch } from '../../timeline/row.ts'
import { wordsOf } from '../../timeline/wait-words.ts'
import { oneLine, visible } from '../../../util/term/visible.ts'

/** In a word or two; nothing of one that no reason is told of. A later version may have reasons of its own. */
export function waitWord({ reason }: WaitStretch): string {
  if (reason === undefined) return ''
  return wordsOf(reason)[1]
}

/** What was waited for, as the title of a line: `conflict: customer/7 (call 1, refund)`. */
export function waitTitle(wait: WaitStretch): string {
  const { reason, detail } = wait
  const what = detail === undefined || detail === 'concurrency' ? '' : oneLine(detail)
  if (what === '') return waitWord(wait)
  return reason === 'limit' ? `limit ${what}` : `${waitWord(wait)}: ${what}`
}

/** As it follows “waited”. */
export function waitWords({ reason, detail, by }: WaitStretch): string {
  if (reason === undefined) return 'to come in'
  const what = detail === undefined || reason === 'commit' ? '' : oneLine(detail)
  if (reason === 'limit')
    return what === '' || what === 'concurrency'
      ? 'for a slot of the engine'
      : `for the limit ${what}`
  if (reason === 'conflict' && by?.key !== undefined)
    return `for ${visible(by.key)}, which another call touches`
  const [words] = wordsOf(reason)
  return what === '' ? words : `${words}: ${what}`
}

const states: Readonly<Record<CallRow['state'], string>> = {
  ok: 'ok',
  failed: 'failed',
  'timed-out': 'timed out',
  cancelled: 'cancelled',
  denied: 'denied',
  skipped: 'skipped, never started',
  unknown: 'unknown: it started, and whether it took effect cannot be known',
  waiting: 'waiting',
  running: 'running',
}

export function stateWords(state: Status | 'running'): string {
  return Object.hasOwn(states, state) ? states[state] : oneLine(String(state))
}

/** `Model, turn 3` or `get_customer, call 2 of turn 3`. */
export function titleOf(row: Row): string {
  if (row.kind === 'model') return `Model, turn ${row.turn}`
  const turn = row.turn === undefined ? '' : ` of turn ${row.turn}`
  return `${visible(row.name)}, call ${row.index + 1}${turn}`
}
