import type { Reading } from '../codec.ts'
import { endingOf, isCutOff } from '../shared/ending/ending.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { wireName } from '../shared/sent/wire-name.ts'
import {
  type BedrockDraft,
  callsOf,
  type DraftBlock,
  inputOf,
  isCall,
  isEmptyCall,
  servedIn,
  toolUseOf,
  usageOf,
} from './draft.ts'
import type { BedrockBlock, BedrockMessage } from './message.ts'
import { meaningOf } from './stop.ts'

/** The end of a message: said by the provider, or, with `fault`, not. */
export function finish(draft: BedrockDraft, fault?: string): Reading<BedrockMessage> {
  const { stopReason: raw } = draft
  const blocks = draft.blocks.filter(isFirst)
  const served = servedIn(blocks)
  const ours = blocks.filter((block) => isCall(block, served))
  const text = blocks.map(spoken).join('')
  const kind = meaningOf(raw)
  // The provider's own calls are what it stopped for.
  const isOwn = (block: DraftBlock): boolean =>
    toolUseOf(block) !== undefined && !isCall(block, served)
  const ending = endingOf({
    fault,
    kind: kind === 'calls' && blocks.some(isOwn) ? 'answer' : kind,
    raw,
    calls: ours.length,
    spoken: text !== '',
  })
  const cutOff = isCutOff(ending)
  const last = blocks.at(-1)
  const calls = ours.flatMap((block) =>
    callsOf(draft, block, cutOff && (block.open || block === last)),
  )
  return {
    messages: messagesOf(blocks.filter(isFirst), cutOff),
    calls,
    text,
    ...ending,
    usage: usageOf(draft.usage),
  }
}

function isFirst({ again }: DraftBlock): boolean {
  return !again
}

function messagesOf(blocks: readonly DraftBlock[], cutOff: boolean): BedrockMessage[] {
  const served = servedIn(cutOff ? blocks.filter(({ open }) => !open) : blocks)
  const content: unknown[] = []
  for (const block of blocks) if (sendable(block, cutOff, served)) content.push(sendBack(block))
  return content.length === 0 ? [] : [{ role: 'assistant', content: content as BedrockBlock[] }]
}

/**
 * What the service would refuse is left out: a block that says nothing, text without a visible character, and, of a message
 * that was cut off, what is of no use in part: reasoning without its signature, a call of the provider's own without its
 * result, a block of another kind that was still open.
 */
function sendable(block: DraftBlock, cutOff: boolean, served: ReadonlySet<unknown>): boolean {
  const { fields, call, open } = block
  const { text, reasoningContent } = fields
  if (typeof text === 'string') return /\S/.test(text)
  if (call !== undefined) return true
  if (Object.keys(fields).length === 0 || isEmptyCall(block)) return false
  if (!cutOff) return true
  const toolUse = toolUseOf(block)
  if (toolUse !== undefined) return served.has(toolUse.toolUseId)
  if (isRecord(reasoningContent) && isRecord(reasoningContent.reasoningText))
    return textOf(reasoningContent.reasoningText.signature) !== ''
  return !open
}

/** The block as it came, unless its call got another id, has no name, or has arguments that cannot be read. */
function sendBack(block: DraftBlock): unknown {
  const { fields, call } = block
  const toolUse = toolUseOf(block)
  if (toolUse === undefined) return fields
  if (call === undefined)
    return block.pieces.length === 0
      ? fields
      : { ...fields, toolUse: { ...toolUse, input: inputOf(block, false).input } }
  const input = call.invalid === undefined ? call.input : {}
  // The pattern that the service checks names by (API_runtime_ToolUseBlock).
  const name = wireName(call.name, 64)
  if (toolUse.toolUseId === call.id && toolUse.name === name && toolUse.input === input)
    return fields
  return { ...fields, toolUse: { ...toolUse, toolUseId: call.id, name, input } }
}

function spoken({ fields }: DraftBlock): string {
  const { text, citationsContent } = fields
  if (typeof text === 'string') return text
  const { content } = isRecord(citationsContent) ? citationsContent : {}
  if (!Array.isArray(content)) return ''
  return content.map((part: unknown) => (isRecord(part) ? textOf(part.text) : '')).join('')
}
