import type { ToolCall } from '../../call/call.ts'
import { type Arguments, readArguments } from '../shared/arguments/arguments.ts'
import { type CallName, type CallPart, MessageCalls } from '../shared/message-calls.ts'
import type { Usage } from '../codec.ts'
import { sameJson } from '../../util/same-json.ts'
import { atLeast, isCallEntry, isRecord, textOf, type Fields } from '../shared/shape.ts'

/** A content block that is being read. */
export interface DraftBlock extends CallPart {
  /** As it came so far. */
  fields: Record<string, unknown>
  /** As it began. */
  readonly begun: Fields
  /** The pieces of its input, joined only at the end. */
  readonly pieces: string[]
  open: boolean
  /** It came with `message_start`; the stream may yet bring it piece by piece. */
  readonly early: boolean
}

/** An Anthropic message that is being read, whole or streamed. */
export interface AnthropicDraft {
  id: string
  /** The id of the container in which its code runs. */
  container: string | undefined
  readonly blocks: DraftBlock[]
  stopReason: string | undefined
  readonly usage: UsageCount
  readonly calls: MessageCalls
}

export function makeDraft(): AnthropicDraft {
  return {
    id: '',
    container: undefined,
    blocks: [],
    stopReason: undefined,
    usage: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 },
    calls: new MessageCalls(),
  }
}

/** What the message says of itself, beside its blocks. */
export function note(draft: AnthropicDraft, container: unknown, usage: unknown): void {
  if (isRecord(container)) draft.container = textOf(container.id) || draft.container
  countUsage(draft.usage, usage)
}

export function makeBlock(fields: Fields, open: boolean, early = false): DraftBlock {
  const own = open ? ownFields(fields) : { ...fields }
  return { fields: own, begun: { ...fields }, pieces: [], open, early }
}

const noPieces: string[] = Object.freeze([]) as unknown as string[]

/** A block of a whole message: nothing will be added to it. */
export function wholeBlock(fields: Fields): DraftBlock {
  const own = fields as Record<string, unknown>
  return { fields: own, begun: fields, pieces: noPieces, open: false, early: false }
}

/** A copy to add to, for the SDK's stream helpers go on using the objects that they hand out. */
function ownFields(fields: Fields): Record<string, unknown> {
  const own: Record<string, unknown> = { ...fields }
  for (const key of Object.keys(own)) {
    const value = own[key]
    if (Array.isArray(value)) own[key] = [...(value as unknown[])]
    else if (isRecord(value) && key !== 'input') own[key] = { ...value }
  }
  return own
}

/** A call that is ours to run: server tools have block types of their own. One of which everything is empty is not a call. */
export function isCall({ fields, pieces, again }: DraftBlock): boolean {
  if (fields.type !== 'tool_use' || again) return false
  return isCallEntry(fields, pieces.length > 0 ? pieces.join('') : fields.input)
}

/** Whether a block is a call, or is open and may yet be one. */
export function mayBeCall(block: DraftBlock): boolean {
  return isCall(block) || (block.open && block.fields.type === 'tool_use')
}

/** Whether a block begins as one in its place did: then it is that one, told again. */
export function beganSo({ begun, open, early }: DraftBlock, fields: Fields): boolean {
  // Of one that is done, and says nothing at first, nobody knows.
  const isNamed = named.some((key) => textOf(fields[key]) !== '')
  return !early && (open || isNamed) && sameJson(begun, fields)
}

const named = ['id', 'tool_use_id', 'data', 'text', 'thinking']

/** What a block's call is known by. */
export function nameOf({ fields }: DraftBlock): CallName & Fields {
  return { id: textOf(fields.id), name: textOf(fields.name) }
}

/** The block's call, if it is one. Asked for in call order, so that ids are given in that order. */
export function callsOf(
  draft: AnthropicDraft,
  block: DraftBlock,
  cutOff = false,
): readonly ToolCall[] {
  if (!isCall(block)) return []
  const { id, name } = nameOf(block)
  const isBare = block.pieces.length === 0 && block.fields.input === undefined
  const said = { id, name, isBare, read: () => inputOf(block, cutOff) }
  return draft.calls.read(block, said, (ids) => ids.give(id, draft.id))
}

/** The pieces, if any came, or the input that the block began with. */
export function inputOf({ fields, pieces }: DraftBlock, cutOff: boolean): Arguments {
  if (pieces.length > 0) return readArguments(pieces.join(''), cutOff)
  const { input } = fields
  // A streamed block begins with `{}`: if nothing follows before a cut, the arguments are missing.
  const missing = cutOff && isRecord(input) && Object.keys(input).length === 0
  return readArguments(missing ? undefined : input, cutOff)
}

interface UsageCount {
  input: number
  cacheRead: number
  cacheWrite: number
  output: number
}

/** Counts are totals so far, and some servers send them late or as 0 the second time: the greatest is right. */
function countUsage(count: UsageCount, usage: unknown): void {
  if (!isRecord(usage)) return
  count.input = atLeast(count.input, usage.input_tokens)
  count.cacheRead = atLeast(count.cacheRead, usage.cache_read_input_tokens)
  count.cacheWrite = atLeast(count.cacheWrite, usage.cache_creation_input_tokens)
  count.output = atLeast(count.output, usage.output_tokens)
}

/** `input_tokens` leaves out what was read from or written to the cache. */
export function usageOf({ input, cacheRead, cacheWrite, output }: UsageCount): Usage {
  return { inputTokens: input + cacheRead + cacheWrite, outputTokens: output }
}
