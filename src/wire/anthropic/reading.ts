import type { AnthropicBlock, AnthropicMessage } from './message.ts'
import { type AnthropicDraft, callsOf, type DraftBlock, inputOf, isCall, usageOf } from './draft.ts'
import type { Reading } from '../codec.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { type Ending, endingOf, isCutOff, meanings } from '../shared/ending/ending.ts'
import { wireName } from '../shared/sent/wire-name.ts'

/** What a stop reason means; compatible servers send others' words. */
const meaningOf = meanings({ paused: ['pause_turn', 'compaction'] })

/** The end of a message: said by the provider, or, with `fault`, not. */
export function finish(draft: AnthropicDraft, fault?: string): Reading<AnthropicMessage> {
  const { blocks, container } = draft
  const ending = endOf(draft, fault)
  const cutOff = isCutOff(ending)
  const last = blocks.at(-1)
  const calls = blocks.flatMap((block) =>
    callsOf(draft, block, cutOff && (block.open || block === last)),
  )
  return {
    messages: messagesOf(draft, cutOff),
    calls,
    text: blocks.map(spoken).join(''),
    ...ending,
    usage: usageOf(draft.usage),
    ...(container !== undefined && { carried: { container } }),
  }
}

/**
 * Calls beat an `end_turn` and a pause: some servers say `end_turn` after calls. Calls that a server tool made, and whose
 * results it has used already (its own result is in the message), wait for nobody.
 */
function endOf({ blocks, stopReason: raw }: AnthropicDraft, fault: string | undefined): Ending {
  const kind = meaningOf(raw)
  const calls = blocks.filter(isCall).length
  const wait = kind === 'answer' || kind === 'paused'
  if (fault === undefined && calls > 0 && wait && allServed(blocks)) return servedAlready(raw)
  const isSpoken = blocks.some((block) => spoken(block) !== '')
  return endingOf({ fault, kind, raw, calls, spoken: isSpoken || kind === 'paused' })
}

function allServed(blocks: readonly DraftBlock[]): boolean {
  const served = new Set(blocks.map(({ fields }) => fields.tool_use_id))
  return blocks.every(({ fields }) => {
    if (fields.type !== 'tool_use') return true
    const { caller } = fields
    return isRecord(caller) && typeof caller.tool_id === 'string' && served.has(caller.tool_id)
  })
}

function servedAlready(raw: string | undefined): Ending {
  const message =
    'The code that made the calls has ended without waiting for them, so they were not run.'
  return { stop: { kind: 'answer', raw, message } }
}

function messagesOf(draft: AnthropicDraft, cutOff: boolean): AnthropicMessage[] {
  const answered = new Set(draft.blocks.map(({ fields }) => fields.tool_use_id))
  const content: unknown[] = []
  for (const block of draft.blocks)
    if (sendable(block, cutOff, answered)) content.push(sendBack(block))
  return content.length === 0 ? [] : [{ role: 'assistant', content: content as AnthropicBlock[] }]
}

/**
 * What the provider would refuse is left out: text without a visible character, a block that says nothing, and, of a message that was cut off,
 * what is of no use in part: thinking without its signature, a server tool's call without its result, a block of
 * another type that was still open.
 */
function sendable(block: DraftBlock, cutOff: boolean, answered: ReadonlySet<unknown>): boolean {
  const { type, text, thinking, signature, id } = block.fields
  if (type === 'text') return /\S/.test(textOf(text))
  if (type === 'tool_use') return isCall(block)
  if (type === 'thinking') return textOf(signature) !== '' || (!cutOff && textOf(thinking) !== '')
  if (!cutOff) return true
  if (type === 'server_tool_use' || type === 'mcp_tool_use') return answered.has(id)
  return !block.open
}

/** The block as it came, unless its call got another id, has no name, or has arguments that cannot be read. */
function sendBack(block: DraftBlock): unknown {
  const { fields, call } = block
  if (call === undefined)
    return block.pieces.length === 0 ? fields : { ...fields, input: inputOf(block, false).input }
  const input = call.invalid === undefined ? call.input : {}
  // Anthropic's own pattern for names; a call by any other name cannot be one of the request's tools.
  const name = wireName(call.name)
  if (fields.id === call.id && fields.name === name && fields.input === input) return fields
  return { ...fields, id: call.id, name, input }
}

function spoken({ fields }: DraftBlock): string {
  return fields.type === 'text' ? textOf(fields.text) : ''
}
