import type { Reading } from '../codec.ts'
import { brokenOff } from '../shared/stop.ts'
import { textOf } from '../shared/shape.ts'
import { type AiSdkDraft, callOf, type DraftPart, isCall, textIn } from './draft.ts'
import type { AiSdkMessage } from './message.ts'
import { sendBack } from './part.ts'
import { kindOf, stopOf } from './stop.ts'

/** The end of a message. `fault`: it is not one, for this reason. */
export function finish(
  draft: AiSdkDraft,
  { fault, whole = false }: { fault?: string | undefined; whole?: boolean } = {},
): Reading<AiSdkMessage> {
  const kind = fault === undefined ? kindOf(draft) : 'broken'
  const cutOff = kind !== 'calls' && kind !== 'answer'
  // Of a finished message the `tool-call` parts are the calls; what has no such part was only a preview.
  const parts = cutOff ? draft.parts : draft.parts.filter(({ preview }) => !preview)
  const last = parts.at(-1)
  const calls = parts
    .filter((part) => isCall(draft, part))
    .map((part) => callOf(draft, part, cutOff && (part.preview || part === last)))
  const text = parts.map(spoken).join('')
  return {
    messages: messagesOf(draft, parts, cutOff),
    calls,
    text,
    stop:
      fault === undefined
        ? stopOf(draft, calls.length, parts.some(isSaid), whole)
        : brokenOff(fault, draft.finish?.raw),
    usage: draft.usage,
  }
}

function messagesOf(
  { isTool }: AiSdkDraft,
  parts: readonly DraftPart[],
  cutOff: boolean,
): AiSdkMessage[] {
  const answered = new Set(
    parts.map(({ fields }) => fields.type === 'tool-result' && fields.toolCallId),
  )
  const content = parts
    .filter((part) => isSendable(part, cutOff, answered))
    .map((part) => sendBack(part, isTool))
  return content.length === 0 ? [] : [{ role: 'assistant', content }]
}

/**
 * What providers refuse is left out: empty text that nothing is said of, and, of a message that was cut off, what is
 * of no use in part: reasoning that was still open, and a call of the provider's without its result.
 */
function isSendable(part: DraftPart, cutOff: boolean, answered: ReadonlySet<unknown>): boolean {
  const { fields, open, call } = part
  if (fields.type === 'text') return textIn(part) !== '' || fields.providerMetadata != null
  if (!cutOff) return true
  if (fields.type === 'tool-call') return call !== undefined || answered.has(fields.toolCallId)
  return !open
}

function spoken(part: DraftPart): string {
  return textOf(part.fields.type) === 'text' ? textIn(part) : ''
}

/** Providers also use custom parts to note that a message began. */
function isSaid({ fields }: DraftPart): boolean {
  return fields.type !== 'custom'
}
