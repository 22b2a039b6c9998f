import type { Stop, StopKind } from '../codec.ts'
import { brokenOff, errorText, stopped } from '../shared/stop.ts'
import { textOf } from '../shared/shape.ts'
import type { GeminiDraft } from './draft.ts'

/** The finish reasons (ai.google.dev/api/generate-content#FinishReason, and Vertex AI's). */
const kinds: ReadonlyMap<string, StopKind> = new Map([
  // Said after calls, too.
  ['STOP', 'answer'],
  ['MAX_TOKENS', 'length'],
  ['CONTINUATION', 'length'],
  ['SAFETY', 'refusal'],
  ['RECITATION', 'refusal'],
  ['LANGUAGE', 'refusal'],
  ['BLOCKLIST', 'refusal'],
  ['PROHIBITED_CONTENT', 'refusal'],
  ['SPII', 'refusal'],
  ['MODEL_ARMOR', 'refusal'],
  ['IMAGE_SAFETY', 'refusal'],
  ['IMAGE_PROHIBITED_CONTENT', 'refusal'],
  ['IMAGE_RECITATION', 'refusal'],
  ['MALFORMED_FUNCTION_CALL', 'broken'],
  ['MALFORMED_RESPONSE', 'broken'],
  ['UNEXPECTED_TOOL_CALL', 'broken'],
  ['TOO_MANY_TOOL_CALLS', 'broken'],
  ['MISSING_THOUGHT_SIGNATURE', 'broken'],
  ['NO_IMAGE', 'broken'],
  ['IMAGE_OTHER', 'broken'],
  ['OTHER', 'broken'],
])

/** Some clients show the enum's numbers. From 6 on, they differ between Google's two APIs. */
const numbered = ['', 'STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'OTHER']

/** The finish reason as a word; undefined if none was said. */
export function reasonOf(finishReason: unknown): string | undefined {
  const word =
    typeof finishReason === 'number'
      ? (numbered[finishReason] ?? String(finishReason))
      : textOf(finishReason)
  return word === '' || word === 'FINISH_REASON_UNSPECIFIED' ? undefined : word
}

/** Of several finish reasons, for some models say STOP in every chunk: any other beats STOP. */
export function stricter(before: string | undefined, now: string): string {
  return before === undefined || isStop(before) ? now : before
}

/** Whether the reason lets the message's calls run. */
export function isStop(reason: string | undefined): boolean {
  return reason !== undefined && kinds.get(reason) === 'answer'
}

/** Why the message ended. `whole`: it came in one piece, so that a finish reason may be missing. */
export function stopOf(draft: GeminiDraft, whole: boolean): Stop {
  const { finishReason: raw, blockReason, parts } = draft
  const kind = raw === undefined ? undefined : kinds.get(raw)
  const calls = parts.list.some(({ call }) => call !== undefined)
  if (kind === 'length' || kind === 'refusal') return stopped(kind, raw)
  if (blockReason !== '') return blocked(blockReason)
  if (kind === 'broken' || (raw !== undefined && kind === undefined && (calls || isSilent(draft))))
    return brokenOff(`the provider stopped with ${raw}${explained(draft)}`, raw)
  if (raw === undefined && !whole) return brokenOff('the stream ended before the message did')
  if (raw === undefined && parts.list.length === 0) return brokenOff('the message is empty')
  return stopped(calls ? 'calls' : 'answer', raw)
}

function blocked(reason: string): Stop {
  const message = `The provider blocked the prompt (${reason}), so there is no answer to it.`
  return { kind: 'refusal', raw: reason, message }
}

function isSilent({ parts }: GeminiDraft): boolean {
  return parts.list.every(({ texts }) => texts === undefined)
}

function explained({ finishMessage }: GeminiDraft): string {
  return finishMessage === '' ? '' : ` (${errorText(finishMessage).slice(0, 500)})`
}
