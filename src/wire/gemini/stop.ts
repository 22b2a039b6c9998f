import { printable } from '../../util/printable.ts'
import type { Stop } from '../codec.ts'
import { type Ending, endingOf } from '../shared/ending/ending.ts'
import { errorClause } from '../shared/ending/stop.ts'
import type { GeminiDraft } from './draft.ts'
import { kindOf } from './finish-reason.ts'

/** Why the message ended. `whole`: it came in one piece, so that a finish reason may be missing. */
export function endingIn(draft: GeminiDraft, whole: boolean, fault?: string): Ending {
  const { finishReason: raw, blockReason, parts } = draft
  const kind = kindOf(raw)
  if (fault === undefined && blockReason !== '' && kind !== 'length' && kind !== 'refusal')
    return { stop: blocked(blockReason) }
  const missing = parts.list.length === 0 ? 'the message is empty' : undefined
  return endingOf({
    fault:
      fault ??
      (raw !== undefined ? undefined : whole ? missing : 'the stream ended before the message did'),
    kind,
    raw,
    explained: explained(draft),
    calls: parts.list.filter(({ call }) => call !== undefined).length,
    spoken: parts.list.some(
      ({ fields, call }) => call === undefined && fields.thought !== true && fields.text !== '',
    ),
  })
}

function blocked(reason: string): Stop {
  const message = `The provider blocked the prompt (${printable(reason)}), so there is no answer to it.`
  return { kind: 'refusal', raw: reason, message }
}

function explained({ finishMessage }: GeminiDraft): string {
  return finishMessage === '' ? '' : ` (${errorClause(finishMessage).slice(0, 500)})`
}
