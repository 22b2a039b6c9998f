import type { Stop, StopKind } from './codec.ts'
import { isComplete } from './openai-chat-call.ts'
import { callOf, type ChatDraft } from './openai-chat-draft.ts'
import { spokenIn } from './openai-chat-content.ts'
import { brokenOff, stopped } from './stop.ts'

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
  ['content_filter', 'refusal'],
  ['sensitive', 'refusal'],
  ['error', 'broken'],
  ['network_error', 'broken'],
  ['insufficient_system_resource', 'broken'],
])

export function kindOf(finishReason: string | undefined): StopKind | undefined {
  return finishReason === undefined ? undefined : kinds.get(finishReason)
}

/** Whether the model stopped in order to have its calls run. */
export function callsAreCertain(finishReason: string | undefined): boolean {
  return kindOf(finishReason) === 'calls'
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
  if (kind === 'broken') return brokenOff(`The provider stopped with "${raw}"`, raw)
  if (draft.refusal !== '') return stopped('refusal', raw)
  if (raw === undefined && !(whole && draft.calls.every(isCallable)))
    return brokenOff('The stream ended before the message did')
  if (kind === undefined && raw !== undefined && calls)
    return brokenOff(`The provider stopped for an unknown reason, "${raw}"`, raw)
  if (calls) return stopped('calls', raw)
  if (kind === 'calls' && spokenIn(draft.content).text === '')
    return brokenOff('The model stopped to call tools, but no call came', raw)
  if (raw === undefined && isEmpty(draft)) return brokenOff('The message is empty')
  return stopped('answer', raw)
}

function isCallable(call: ChatDraft['calls'][number]): boolean {
  return isComplete(call) || (call.value === undefined && call.pieces.length === 0)
}

function isEmpty({ content, others }: ChatDraft): boolean {
  const { text, reasoning } = spokenIn(content)
  return text === '' && reasoning === '' && Object.keys(others).length === 0
}

/** Gives every call of a message that must not run its reading; the last may be cut off. */
export function settleCalls(draft: ChatDraft, { kind }: Stop): ReturnType<typeof callOf>[] {
  const cutOff = kind === 'length' || kind === 'broken' || kind === 'refusal'
  const last = draft.calls.at(-1)
  return draft.calls.map((call) => callOf(draft, call, cutOff && call === last))
}
