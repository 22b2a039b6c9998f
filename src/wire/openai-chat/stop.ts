import type { Stop, StopKind } from '../codec.ts'
import { isComplete } from './call.ts'
import type { ChatDraft } from './draft.ts'
import { spokenIn } from './content.ts'
import { brokenOff, stopped } from '../shared/stop.ts'

/** The finish reasons of OpenAI and of the servers that call themselves compatible. */
const kinds: ReadonlyMap<string, StopKind> = new Map([
  ['tool_calls', 'calls'],
  ['tool_use', 'calls'],
  ['function_call', 'calls'],
  ['stop', 'answer'],
  ['end_turn', 'answer'],
  ['eos', 'answer'],
  ['eos_token', 'answer'],
  ['stop_sequence', 'answer'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['content_filter', 'refusal'],
  ['sensitive', 'refusal'],
  ['error', 'broken'],
  ['network_error', 'broken'],
  ['insufficient_system_resource', 'broken'],
])

export function kindOf(finishReason: string | undefined): StopKind | undefined {
  return finishReason === undefined ? undefined : kinds.get(finishReason)
}

/** Of two finish reasons, for some servers send several: a cut or a refusal beats calls, and calls beat `stop`. */
export function stricter(before: string | undefined, now: string): string {
  const rank = (reason: string): number => {
    const kind = kindOf(reason)
    return kind === 'answer' ? 0 : kind === 'calls' ? 1 : 2
  }
  return before === undefined || rank(now) > rank(before) ? now : before
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
  if (kind === 'calls' && spokenIn(draft.content).text === '')
    return brokenOff('the model stopped to call tools, but no call came', raw)
  if (raw === undefined && isEmpty(draft)) return brokenOff('the message is empty')
  return stopped('answer', raw)
}

function isCallable(call: ChatDraft['calls'][number]): boolean {
  return isComplete(call) || (call.value === undefined && call.pieces.length === 0)
}

function isEmpty({ content, others }: ChatDraft): boolean {
  const { text, reasoning } = spokenIn(content)
  return text === '' && reasoning === '' && Object.keys(others).length === 0
}
