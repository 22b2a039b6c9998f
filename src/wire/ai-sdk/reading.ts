import type { Reading } from '../codec.ts'
import { type Ending, endingOf, isCutOff } from '../shared/ending/ending.ts'
import { holdsAnything, isRecord, textOf, type Fields } from '../shared/shape.ts'
import { type AiSdkDraft, callOf, type DraftPart, isCall, textIn } from './draft.ts'
import type { AiSdkMessage } from './message.ts'
import { sendBack } from './part.ts'
import { isUnsaid, kindOf } from './stop.ts'

/** The end of a message. `fault`: it is not one, for this reason. `whole`: it came at once, so that its end is there. */
export function finish(
  draft: AiSdkDraft,
  { fault, whole = false }: { fault?: string | undefined; whole?: boolean } = {},
): Reading<AiSdkMessage> {
  const ours = draft.parts.filter((part) => isCall(draft, part))
  // Of a finished message the `tool-call` parts are the calls; what has no such part was only a preview.
  const came = ours.filter(({ preview }) => !preview)
  const ending = endingIn(draft, ours, came, isUnsaid(draft.finish) && !whole, fault)
  const isAnnounced =
    fault === undefined && draft.finish !== undefined && kindOf(draft.finish) === 'calls'
  const cutOff = isCutOff(ending) && !isAnnounced
  const parts = cutOff ? draft.parts : draft.parts.filter(({ preview }) => !preview)
  const last = parts.at(-1)
  const calls = (cutOff ? ours : came).map((part) =>
    callOf(draft, part, cutOff && (part.preview || part === last)),
  )
  const text = parts.map(spoken).join('')
  const { usage } = draft
  return { messages: messagesOf(draft, parts, cutOff), calls, text, ...ending, usage }
}

/** `ours`: the calls, those that never came included. `unsaid`: the end of the message is missing. */
function endingIn(
  { finish: said, parts }: AiSdkDraft,
  ours: readonly DraftPart[],
  came: readonly DraftPart[],
  unsaid: boolean,
  fault: string | undefined,
): Ending {
  const { unified = '', raw } = said ?? {}
  const kind = said === undefined || isUnsaid(said) ? 'answer' : kindOf(said)
  const isProviders = ({ fields }: DraftPart): boolean =>
    fields.type === 'tool-call' || fields.type === 'tool-result'
  const called = new Set(ours)
  const others = parts.filter((part) => !called.has(part))
  const shown = came.length === 0 && ours.length > 0 && kind === 'answer'
  return endingOf({
    fault: fault ?? (unsaid ? 'the stream ended without a finish reason' : undefined),
    // A call that was shown is announced; what the provider calls itself is what it stopped for.
    kind: shown ? 'calls' : kind === 'calls' && others.some(isProviders) ? 'answer' : kind,
    raw: raw ?? (unified || undefined),
    calls: came.length,
    spoken: others.some(isSaid),
  })
}

function messagesOf(
  { isTool }: AiSdkDraft,
  parts: readonly DraftPart[],
  cutOff: boolean,
): AiSdkMessage[] {
  const answered = new Set<unknown>(
    parts.map(({ fields }) => fields.type === 'tool-result' && fields.toolCallId),
  )
  for (const { call, fields } of parts) if (call !== undefined) answered.add(callerOf(fields))
  const content = parts
    .filter((part) => isSendable(part, cutOff, answered))
    .map((part) => sendBack(part, isTool))
  return content.length === 0 ? [] : [{ role: 'assistant', content }]
}

/** The provider's own call, a program, that made a call: what Anthropic says of one, in its metadata. */
function callerOf({ providerMetadata }: Fields): unknown {
  const { anthropic } = isRecord(providerMetadata) ? providerMetadata : {}
  const caller = isRecord(anthropic) ? anthropic.caller : undefined
  return isRecord(caller) ? (caller.toolId ?? caller.tool_id) : undefined
}

/**
 * What providers refuse is left out: empty text that nothing is said of, and, of a message that was cut off, what is
 * of no use in part: reasoning that was still open, and a call of the provider's that neither has its result nor made a call
 * that goes back.
 */
function isSendable(part: DraftPart, cutOff: boolean, answered: ReadonlySet<unknown>): boolean {
  const { fields, open, call } = part
  if (fields.type === 'text') return textIn(part) !== '' || holdsAnything(fields.providerMetadata)
  if (!cutOff) return true
  if (fields.type === 'tool-call')
    return call !== undefined || (fields.toolCallId != null && answered.has(fields.toolCallId))
  return !open
}

function spoken(part: DraftPart): string {
  return textOf(part.fields.type) === 'text' ? textIn(part) : ''
}

/** Thoughts are no words; and providers use custom parts to note that a message began. */
function isSaid(part: DraftPart): boolean {
  const { type } = part.fields
  return type === 'text' ? textIn(part) !== '' : type !== 'reasoning' && type !== 'custom'
}
