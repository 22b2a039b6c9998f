import type { RecordedCall } from '../../ledger/recorded.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { cutText } from '../../util/cut-text.ts'
import { printable } from '../../util/printable.ts'

/** Of a call's arguments the model is shown no more: it knows them. */
const mostInputChars = 120

const begin = '[These calls needed nothing of each other, and came in messages of their own: '

/** What a model is told of calls that could have been made in one message. */
export function coachLine(calls: readonly RecordedCall[]): string {
  const named = calls.map(
    ({ name, input }) =>
      `${printable(name)}(${cutText(canonicalJson(input) ?? '…', mostInputChars)})`,
  )
  return `${begin}${named.join(' and ')}. One message could have made them all. Put all calls that you can already name into your next message.]`
}

/** Whether such a line is part of what was said. */
export function isCoachLine(said: string): boolean {
  return said.includes(begin)
}
