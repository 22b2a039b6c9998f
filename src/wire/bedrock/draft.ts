import type { ToolCall } from '../../call/call.ts'
import type { Usage } from '../codec.ts'
import { type Arguments, readArguments } from '../shared/arguments/arguments.ts'
import { type CallName, type CallPart, MessageCalls } from '../shared/message-calls.ts'
import { atLeast, isCallEntry, isRecord, textOf, type Fields } from '../shared/shape.ts'
import type { PiecedBlock } from '../shared/stream/pieced-blocks.ts'

/** A content block that is being read. */
export interface DraftBlock extends PiecedBlock, CallPart {
  /** As it came so far: one field, named by the block's kind. Of a streamed block, our own. */
  readonly fields: Record<string, unknown>
  /** The pieces of its input, joined only at the end. */
  readonly pieces: string[]
  open: boolean
}

/** A Bedrock message that is being read, whole or streamed. */
export interface BedrockDraft {
  readonly blocks: DraftBlock[]
  stopReason: string | undefined
  readonly usage: UsageCount
  readonly calls: MessageCalls
}

export function makeDraft(): BedrockDraft {
  return {
    blocks: [],
    stopReason: undefined,
    usage: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 },
    calls: new MessageCalls(),
  }
}

export function makeBlock(fields: Fields, open: boolean): DraftBlock {
  return { fields: fields as Record<string, unknown>, pieces: [], open }
}

/** The block's tool call, run here or by the provider. */
export function toolUseOf({ fields }: DraftBlock): Record<string, unknown> | undefined {
  return isRecord(fields.toolUse) ? fields.toolUse : undefined
}

/** What a block's call is known by. */
export function nameOf(block: DraftBlock): CallName & Fields {
  const { toolUseId, name } = toolUseOf(block) ?? {}
  return { id: textOf(toolUseId), name: textOf(name) }
}

/** Whether a block is a call that says nothing. */
export function isEmptyCall(block: DraftBlock): boolean {
  const toolUse = toolUseOf(block)
  if (toolUse === undefined) return false
  const { pieces } = block
  // Few pieces are enough to tell.
  return !isCallEntry(
    nameOf(block),
    pieces.length > 0 ? pieces.slice(0, 9).join('') : toolUse.input,
  )
}

/** The ids of the calls that these blocks answer: the provider ran them. */
export function servedIn(blocks: readonly DraftBlock[]): ReadonlySet<unknown> {
  const results = blocks.map(({ fields }) => fields.toolResult)
  return new Set(results.filter(isRecord).map(({ toolUseId }) => toolUseId))
}

/** A call that is ours to run, or that was emitted already; the provider's own have a type. */
export function isCall(
  block: DraftBlock,
  served: ReadonlySet<unknown>,
  mayBeEmpty = false,
): boolean {
  if (block.call !== undefined) return true
  if (block.again) return false
  const toolUse = toolUseOf(block)
  if (toolUse === undefined || toolUse.type === 'server_tool_use') return false
  return !served.has(toolUse.toolUseId) && (mayBeEmpty || !isEmptyCall(block))
}

/** What the service takes back (API_runtime_ToolUseBlock). */
const idPattern = /^[a-zA-Z0-9_-]{1,64}$/

/** The block's call. Asked for in call order, so that ids are given in that order. */
export function callsOf(
  draft: BedrockDraft,
  block: DraftBlock,
  cutOff = false,
): readonly ToolCall[] {
  if (isEmptyCall(block)) return []
  const { id, name } = nameOf(block)
  const isBare = block.pieces.length === 0 && toolUseOf(block)?.input === undefined
  const said = { id, name, isBare, read: () => inputOf(block, cutOff) }
  return draft.calls.read(block, said, (ids) => ids.give(idPattern.test(id) ? id : '', ''))
}

/** The pieces, if any came, or the input that the block came with. */
export function inputOf(block: DraftBlock, cutOff: boolean): Arguments {
  const { pieces } = block
  return readArguments(pieces.length > 0 ? pieces.join('') : toolUseOf(block)?.input, cutOff)
}

interface UsageCount {
  input: number
  cacheRead: number
  cacheWrite: number
  output: number
}

/** Models that are invoked without Converse name the cache's counts otherwise. */
export function countUsage(count: UsageCount, usage: unknown): void {
  if (!isRecord(usage)) return
  const { cacheReadInputTokens, cacheWriteInputTokens } = usage
  count.input = atLeast(count.input, usage.inputTokens)
  count.cacheRead = atLeast(count.cacheRead, cacheReadInputTokens ?? usage.cacheReadInputTokenCount)
  count.cacheWrite = atLeast(
    count.cacheWrite,
    cacheWriteInputTokens ?? usage.cacheWriteInputTokenCount,
  )
  count.output = atLeast(count.output, usage.outputTokens)
}

/** `inputTokens` leaves out what was read from or written to the cache (API_runtime_TokenUsage). */
export function usageOf({ input, cacheRead, cacheWrite, output }: UsageCount): Usage {
  return { inputTokens: input + cacheRead + cacheWrite, outputTokens: output }
}
