import { type Meaning, meanings } from '../shared/ending/ending.ts'
import { endingWord } from '../shared/ending/stop.ts'

/**
 * What the finish reasons mean (ai.google.dev/api/generate-content#FinishReason, and Vertex AI's). STOP is said after calls,
 * too.
 */
export const kindOf: Meaning = meanings({
  length: ['CONTINUATION'],
  refusal: [
    'RECITATION',
    'LANGUAGE',
    'BLOCKLIST',
    'PROHIBITED_CONTENT',
    'SPII',
    'MODEL_ARMOR',
    'IMAGE_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
    'IMAGE_RECITATION',
  ],
  broken: ['NO_IMAGE', 'IMAGE_OTHER', 'OTHER'],
})

/** Some clients show the enum's numbers. From 6 on, they differ between Google's two APIs. */
const numbered = ['', 'STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'OTHER']

/** The finish reason as a word; undefined if none was said. */
export function reasonOf(finishReason: unknown): string | undefined {
  const word =
    typeof finishReason === 'number'
      ? (numbered[finishReason] ?? String(finishReason))
      : endingWord(finishReason)
  return word === '' || /unspecified$/i.test(word) ? undefined : word
}

/**
 * Of several finish reasons, for some models say STOP in every chunk: each other one beats STOP, and one that is known beats one
 * that nobody knows.
 */
export function stricter(before: string | undefined, now: string): string {
  if (before === undefined || isStop(before)) return now
  return kindOf(before) === undefined && kindOf(now) !== undefined ? now : before
}

/** Whether the reason lets the message's calls run. */
export function isStop(reason: string): boolean {
  const kind = kindOf(reason)
  return kind === 'answer' || kind === 'calls'
}
