import type { Reading, StopKind } from '../../codec.ts'
import { noCallWarning, unknownEndingWarning } from './lost-calls.ts'
import { brokenOff, isFailure, plainWord, stopped } from './stop.ts'

/** Words for endings, by what they mean. */
type Words = Partial<Record<StopKind, readonly string[]>>

/** What a word for an ending means. */
export type Meaning = (word: string | undefined) => StopKind | undefined

/** What providers say, and so what gateways leave of it that translate one format into another. */
const common: Words = {
  calls: ['tool_calls', 'tool_call', 'tool_use', 'function_calls', 'function_call'],
  answer: ['stop', 'stop_sequence', 'end_turn', 'end', 'eos', 'complete', 'completed'],
  length: ['length', 'max_tokens', 'max_output_tokens', 'model_context_window_exceeded'],
  refusal: ['content_filter', 'content_filtered', 'refusal', 'safety'],
  // Gemini's: a call that it could not read itself is no part of the message, and comes when the request is sent again.
  broken: [
    'malformed_function_call',
    'malformed_response',
    'unexpected_tool_call',
    'too_many_tool_calls',
    'missing_thought_signature',
  ],
}

/**
 * What a provider's words for an ending mean, however they are spelled: `toolUse` and `TOOL-USE` are `tool_use`, and Gemini's
 * `function_call_filter: MALFORMED_FUNCTION_CALL` is what stands behind the colon. Undefined for a word that nobody knows, unless
 * it says that something went wrong; `answer` for none.
 */
export function meanings(own: Words): Meaning {
  const kinds = new Map<string, StopKind>()
  for (const words of [common, own])
    for (const [kind, list] of Object.entries(words))
      for (const word of list) kinds.set(spelled(word), kind as StopKind)
  return (word) =>
    word === undefined
      ? 'answer'
      : (kinds.get(spelled(word)) ??
        kinds.get(spelled(word.slice(word.lastIndexOf(':') + 1))) ??
        (isFailure(word) ? 'broken' : undefined))
}

function spelled(word: string): string {
  return plainWord(word).replaceAll('_', '')
}

/** How a message ended, as its reading has it. */
export type Ending = Pick<Reading<never>, 'stop' | 'warnings'>

/** What is known of how a message ended. */
interface EndingFacts {
  /** Why nothing of it can be believed, if so. */
  readonly fault?: string | undefined
  /** What the provider's word means; undefined if nobody knows. */
  readonly kind: StopKind | undefined
  /** The provider's word. */
  readonly raw: string | undefined
  /** What the provider says of it, in brackets. */
  readonly explained?: string | undefined
  /** How many calls it has that are ours to run. */
  readonly calls: number
  /** Whether it has words. */
  readonly spoken: boolean
}

/** How a message ended. No provider takes one with calls back without their results: so calls beat an answer. */
export function endingOf(facts: EndingFacts): Ending {
  const { fault, kind, raw, explained = '', calls, spoken } = facts
  if (fault !== undefined) return { stop: brokenOff(fault, raw) }
  if (kind === 'broken')
    return { stop: brokenOff(`the provider stopped with "${raw}"${explained}`, raw) }
  if (kind === 'length' || kind === 'refusal') return { stop: stopped(kind, raw) }
  if (kind === undefined && (calls > 0 || !spoken))
    return { stop: brokenOff(`the provider stopped for an unknown reason, "${raw}"`, raw) }
  if (calls > 0) return { stop: stopped('calls', raw) }
  if (kind === 'calls')
    return spoken
      ? { stop: stopped('lost', raw), warnings: [noCallWarning] }
      : { stop: brokenOff('the model stopped to call tools, but no call came', raw) }
  const warnings = kind === undefined && { warnings: [unknownEndingWarning(raw ?? '')] }
  return { stop: stopped(kind === 'paused' ? kind : 'answer', raw), ...warnings }
}

/** Whether a message did not come to its end. */
export function isCutOff({ stop: { kind } }: Ending): boolean {
  return kind === 'length' || kind === 'refusal' || kind === 'broken'
}
