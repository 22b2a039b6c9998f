import type { Reading } from '../codec.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { brokenOff } from '../shared/stop.ts'
import { wireName } from '../shared/wire-name.ts'
import {
  type BedrockDraft,
  callOf,
  type DraftBlock,
  inputOf,
  isCall,
  servedIn,
  toolUseOf,
  usageOf,
} from './draft.ts'
import type { BedrockBlock, BedrockMessage } from './message.ts'
import { kindOf, stopOf } from './stop.ts'

/** The end of a message: said by the provider, or, with `fault`, not. */
export function finish(draft: BedrockDraft, fault?: string): Reading<BedrockMessage> {
  const kind = fault === undefined ? kindOf(draft.stopReason) : 'broken'
  const cutOff = kind !== 'calls' && kind !== 'answer'
  const served = servedIn(draft)
  const last = draft.blocks.at(-1)
  const calls = draft.blocks
    .filter((block) => isCall(block, served))
    .map((block) => callOf(draft, block, cutOff && (block.open || block === last)))
  const text = draft.blocks.map(spoken).join('')
  return {
    messages: messagesOf(draft, cutOff, served),
    calls,
    text,
    stop:
      fault === undefined
        ? stopOf(draft.stopReason, calls.length, text !== '')
        : brokenOff(fault, draft.stopReason),
    usage: usageOf(draft.usage),
  }
}

function messagesOf(
  draft: BedrockDraft,
  cutOff: boolean,
  served: ReadonlySet<unknown>,
): BedrockMessage[] {
  const content: unknown[] = []
  for (const block of draft.blocks)
    if (sendable(block, cutOff, served)) content.push(sendBack(block))
  return content.length === 0 ? [] : [{ role: 'assistant', content: content as BedrockBlock[] }]
}

/**
 * What the service would refuse is left out: text without a visible character, and, of a message that was cut off,
 * what is of no use in part: reasoning without its signature, a call of the provider's own without its result, a
 * block of another kind that was still open.
 */
function sendable(block: DraftBlock, cutOff: boolean, served: ReadonlySet<unknown>): boolean {
  const { text, reasoningContent } = block.fields
  if (typeof text === 'string') return /\S/.test(text)
  if (!cutOff || block.call !== undefined) return true
  const toolUse = toolUseOf(block)
  if (toolUse !== undefined) return served.has(toolUse.toolUseId)
  if (isRecord(reasoningContent) && isRecord(reasoningContent.reasoningText))
    return textOf(reasoningContent.reasoningText.signature) !== ''
  return !block.open
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
