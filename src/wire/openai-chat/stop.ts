import type { Stop, StopKind } from '../codec.ts'
import { hasArguments, isComplete } from './call.ts'
import type { ChatDraft } from './draft.ts'
import { spokenIn } from './content.ts'
import { meanings } from '../shared/ending/ending.ts'
import {
  noCallWarning,
  unreadCallWarning,
  unknownEndingWarning,
} from '../shared/ending/lost-calls.ts'
import { holdsAnything } from '../shared/shape.ts'
import { brokenOff, stopped } from '../shared/ending/stop.ts'

/** What servers that call themselves compatible say beside the words that all use. */
const meaningOf = meanings({
  answer: ['eos_token', 'finished'],
  length: ['model_length'],
  refusal: ['sensitive', 'recitation'],
  broken: ['insufficient_system_resource'],
})

/** Undefined for no reason, and for one that nobody knows. */
export function kindOf(finishReason: string | undefined): StopKind | undefined {
  return finishReason === undefined ? undefined : meaningOf(finishReason)
}

/**
 * Of two finish reasons, for some servers send several: a cut or a refusal beats calls, calls beat `stop`, and one that is known
 * beats one before it that nobody knows.
 */
export function stricter(before: string | undefined, now: string): string {
  const rank = (reason: string): number => {
    const kind = kindOf(reason)
    return kind === 'answer' ? 0 : kind === 'calls' ? 1 : 2
  }
  if (before === undefined || rank(now) > rank(before)) return now
  return kindOf(before) === undefined && kindOf(now) !== undefined ? now : before
}

/**
 * Why the message ended. `whole`: it came in one piece, or with the stream's end mark, so that a finish reason may
 * be missing.
 *
 * - Calls beat `stop`, which many servers say after calls.
 * - A refusal beats calls.
 * - Without a finish reason, the end mark makes the message complete if its calls are; without the mark nothing
 *   tells the end of the message from a lost connection, so it is broken.
 */
export function stopOf(draft: ChatDraft, whole: boolean): Stop {
  const raw = draft.finishReason
  const kind = kindOf(raw)
  const calls = draft.calls.length > 0
  if (kind === 'length' || kind === 'refusal') return stopped(kind, raw)
  if (kind === 'broken') return brokenOff(`the provider stopped with "${raw}"`, raw)
  if (draft.refusal !== '') return stopped('refusal', raw)
  if (raw === undefined && !(whole && draft.calls.every(isCallable)))
    return brokenOff('the stream ended before the message did')
  if (kind === undefined && raw !== undefined && calls)
    return brokenOff(`the provider stopped for an unknown reason, "${raw}"`, raw)
  if (calls) return stopped('calls', raw)
  if (draft.unread.size > 0) return stopped('lost', raw)
  if (kind === 'calls')
    return /\S/.test(spokenIn(draft.content).text)
      ? stopped('lost', raw)
      : brokenOff('the model stopped to call tools, but no call came', raw)
  if (raw === undefined && isEmpty(draft)) return brokenOff('the message is empty')
  return stopped('answer', raw)
}

/** Where the ending contradicts the message. */
export function endingWarning({ kind, raw }: Stop, { unread }: ChatDraft): string | undefined {
  if (kind === 'lost') return unread.size > 0 ? unreadCallWarning(unread) : noCallWarning
  return kind === 'answer' && raw !== undefined && kindOf(raw) === undefined
    ? unknownEndingWarning(raw)
    : undefined
}

function isCallable(call: ChatDraft['calls'][number]): boolean {
  return isComplete(call) || !hasArguments(call)
}

function isEmpty({ content, others }: ChatDraft): boolean {
  const { text, reasoning } = spokenIn(content)
  return text === '' && reasoning === '' && !holdsAnything(others)
}
