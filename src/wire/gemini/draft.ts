import type { ToolCall } from '../../call/call.ts'
import type { Sink, Usage } from '../codec.ts'
import { MessageCalls } from '../shared/message-calls.ts'
import { atLeast, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { callsOf } from './call.ts'
import type { DraftPart } from './parts.ts'
import { GeminiParts } from './parts.ts'
import { reasonOf, stricter } from './finish-reason.ts'

/** A Gemini response that is being read, whole or streamed. */
export interface GeminiDraft {
  id: string
  readonly parts: GeminiParts
  finishReason: string | undefined
  /** What the provider says of the finish reason. */
  finishMessage: string
  /** Why there is no answer to the prompt at all. */
  blockReason: string
  readonly usage: UsageCount
  readonly calls: MessageCalls
}

export function makeDraft(sink: Sink, streamed: boolean): GeminiDraft {
  return {
    id: '',
    parts: new GeminiParts(sink, streamed),
    finishReason: undefined,
    finishMessage: '',
    blockReason: '',
    usage: { prompt: 0, toolUse: 0, candidates: 0, thoughts: 0 },
    calls: new MessageCalls(),
  }
}

/** The first candidate of a response or a chunk, of however many. */
export function firstCandidate(response: Fields): Fields | undefined {
  return recordsOf(response.candidates).find(({ index }) => (index ?? 0) === 0)
}

/** Takes in what a response or a chunk says beside its candidates. */
export function takeEnvelope(draft: GeminiDraft, response: Fields): void {
  draft.id ||= textOf(response.responseId)
  if (isRecord(response.promptFeedback))
    draft.blockReason ||= textOf(response.promptFeedback.blockReason).replace(
      /^.*_UNSPECIFIED$/,
      '',
    )
  countUsage(draft.usage, response.usageMetadata)
}

/** The parts of a candidate. */
export function partsIn({ content }: Fields): readonly Record<string, unknown>[] {
  return isRecord(content) ? recordsOf(content.parts) : []
}

/**
 * Takes in a candidate. `parts`: those of it that are new.
 *
 * @returns what is wrong with it, if nothing more can be believed.
 */
export function takeCandidate(
  draft: GeminiDraft,
  candidate: Fields,
  parts: readonly Fields[] = partsIn(candidate),
): string | undefined {
  for (const part of parts) {
    const fault = draft.parts.take(part)
    if (fault !== undefined) return fault
  }
  const reason = reasonOf(candidate.finishReason)
  if (reason !== undefined) draft.finishReason = stricter(draft.finishReason, reason)
  draft.finishMessage = textOf(candidate.finishMessage) || draft.finishMessage
  return undefined
}

/** The call of a part, if it is one. Asked for in call order. */
export function callsIn({ calls, id }: GeminiDraft, { call }: DraftPart): readonly ToolCall[] {
  return call === undefined ? [] : callsOf(call, calls, id)
}

interface UsageCount {
  prompt: number
  toolUse: number
  candidates: number
  thoughts: number
}

/** Every chunk counts the totals so far. */
function countUsage(count: UsageCount, usage: unknown): void {
  if (!isRecord(usage)) return
  count.prompt = atLeast(count.prompt, usage.promptTokenCount)
  count.toolUse = atLeast(count.toolUse, usage.toolUsePromptTokenCount)
  count.candidates = atLeast(count.candidates, usage.candidatesTokenCount)
  count.thoughts = atLeast(count.thoughts, usage.thoughtsTokenCount)
}

/** `promptTokenCount` includes what was read from a cache; `candidatesTokenCount` leaves the thoughts out. */
export function usageOf({ prompt, toolUse, candidates, thoughts }: UsageCount): Usage {
  return { inputTokens: prompt + toolUse, outputTokens: candidates + thoughts }
}
