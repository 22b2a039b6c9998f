import type { Stop, StopKind } from '../codec.ts'
import { brokenOff, stopped } from '../shared/stop.ts'
import type { AiSdkDraft } from './draft.ts'

/** The unified finish reasons (`@ai-sdk/provider`, `LanguageModelV4FinishReason`). */
const kinds: ReadonlyMap<string, StopKind> = new Map([
  ['tool-calls', 'calls'],
  ['stop', 'answer'],
  ['length', 'length'],
  ['content-filter', 'refusal'],
  ['error', 'broken'],
  ['interrupted', 'broken'],
])
/** What Anthropic says of a pause is unified as a stop, so only its own word tells. */
const pauses: ReadonlySet<string | undefined> = new Set(['pause_turn', 'compaction'])

/** Undefined for a reason that is not known: `other`, and `unknown`. */
export function kindOf({ finish }: AiSdkDraft): StopKind | undefined {
  return kinds.get(finish?.unified ?? 'interrupted')
}

/**
 * Calls beat a stop, for their results must follow. `whole`: the message came at once, so that a missing reason does
 * not mean that its end is missing.
 */
export function stopOf(draft: AiSdkDraft, calls: number, said: boolean, whole: boolean): Stop {
  const { unified = '', raw } = draft.finish ?? {}
  const word = raw ?? (unified || undefined)
  const kind = kindOf(draft)
  if (kind === 'length' || kind === 'refusal') return stopped(kind, word)
  if (kind === 'broken') return brokenOff(`the provider stopped with "${unified}"`, word)
  if (kind === undefined && raw === undefined && !whole)
    return brokenOff('the stream ended without a finish reason', word)
  if (kind === undefined && raw !== undefined && calls > 0)
    return brokenOff(`the provider stopped for an unknown reason, "${raw}"`, word)
  if (calls > 0) return stopped('calls', word)
  if (pauses.has(raw)) return stopped('paused', word)
  if (kind === 'calls' && !said)
    return brokenOff('the model stopped to call tools, but no call came', word)
  return stopped('answer', word)
}
