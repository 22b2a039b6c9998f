import type { StopKind } from '../codec.ts'
import { textOf } from '../shared/shape.ts'

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

/** Of several finish reasons, for some models say STOP in every chunk: each other one beats STOP. */
export function stricter(before: string | undefined, now: string): string {
  return before === undefined || isStop(before) ? now : before
}

/** Whether the reason lets the message's calls run. */
export function isStop(reason: string | undefined): boolean {
  return kindOf(reason) === 'answer'
}

/** Undefined for a reason that is missing or not known. */
export function kindOf(reason: string | undefined): StopKind | undefined {
  return reason === undefined ? undefined : kinds.get(reason)
}
