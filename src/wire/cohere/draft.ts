import type { ToolCall } from '../../call/call.ts'
import type { Usage } from '../codec.ts'
import { readArguments } from '../shared/arguments/arguments.ts'
import { type CallName, type CallPart, MessageCalls } from '../shared/message-calls.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { atLeast, isCallEntry, isRecord, textOf, type Fields } from '../shared/shape.ts'
import type { PiecedBlock } from '../shared/stream/pieced-blocks.ts'
import { fieldOf, type CohereSpelling } from './spelling.ts'

/** A tool call that is being read. */
export interface DraftCall extends PiecedBlock, CallPart {
  /** As it began, or as it came whole. */
  readonly entry: Fields
  /** The pieces of its arguments, joined only once. */
  readonly pieces: string[]
  open: boolean
}

/** A Cohere message that is being read, whole or streamed. */
export interface CohereDraft {
  id: string
  spelling: CohereSpelling
  /** Content blocks, our own. */
  readonly content: Record<string, unknown>[]
  toolPlan: string
  readonly citations: unknown[]
  readonly calls: DraftCall[]
  finishReason: string | undefined
  usage: Usage
  readonly messageCalls: MessageCalls
  readonly isTool: IsTool | undefined
}

export function makeDraft(isTool?: IsTool): CohereDraft {
  return {
    id: '',
    spelling: 'http',
    content: [],
    toolPlan: '',
    citations: [],
    calls: [],
    finishReason: undefined,
    usage: { inputTokens: 0, outputTokens: 0 },
    messageCalls: new MessageCalls(),
    isTool,
  }
}

export function makeCall(entry: Fields, open: boolean): DraftCall {
  const given = functionIn(entry).arguments
  // A streamed call begins with the first piece of its arguments, most often an empty one.
  const pieces = typeof given === 'string' && given !== '' ? [given] : []
  return { entry, pieces, open }
}

/** The function of an entry of `tool_calls`. */
export function functionIn(entry: Fields): Fields {
  return isRecord(entry.function) ? entry.function : {}
}

/** What a call is known by. */
export function nameOf({ entry }: DraftCall): CallName & Fields {
  return { id: textOf(entry.id), name: textOf(functionIn(entry).name) }
}

/** Whether a call says nothing. */
export function isEmptyCall(call: DraftCall): boolean {
  const { pieces } = call
  // Few pieces are enough to tell.
  const given = pieces.length > 0 ? pieces.slice(0, 9).join('') : functionIn(call.entry).arguments
  return !isCallEntry(nameOf(call), given)
}

/** What came as the arguments: text, or a value instead of it. */
export function saidIn({ entry, pieces }: DraftCall): unknown {
  const { arguments: given } = functionIn(entry)
  return typeof given === 'string' || pieces.length > 0 ? pieces.join('') : given
}

/** The finished call. Asked for in call order, so that ids are given in that order. */
export function callsOf(draft: CohereDraft, call: DraftCall, cutOff = false): readonly ToolCall[] {
  if (isEmptyCall(call)) return []
  const { id, name } = nameOf(call)
  const given = saidIn(call)
  const said = {
    id,
    name,
    isBare: given === undefined || given === '',
    read: () => readArguments(given, cutOff),
  }
  return draft.messageCalls.read(call, said, (ids) => ids.give(id, draft.id))
}

/** `tokens` are what the model read and wrote; `billed_units` leave some of them out. */
export function countUsage(draft: CohereDraft, usage: unknown): void {
  if (!isRecord(usage)) return
  const billed = fieldOf(usage, 'billed_units')
  const counts = isRecord(usage.tokens) ? usage.tokens : billed
  if (!isRecord(counts)) return
  const { inputTokens, outputTokens } = draft.usage
  draft.usage = {
    inputTokens: atLeast(inputTokens, fieldOf(counts, 'input_tokens')),
    outputTokens: atLeast(outputTokens, fieldOf(counts, 'output_tokens')),
  }
}
