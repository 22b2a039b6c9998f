import type { AnthropicBlock, AnthropicMessage } from './message.ts'
import { type AnthropicDraft, callOf, type DraftBlock, inputOf, isCall, usageOf } from './draft.ts'
import type { Reading, Stop } from '../codec.ts'
import { type Ending, type EndingFacts, endingOf, meanings } from '../shared/ending.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { wireName } from '../shared/wire-name.ts'

/** What Anthropic's own words mean beside those that all providers use. */
const meaningOf = meanings({ paused: ['pause_turn', 'compaction'] })

/** The end of a message: said by the provider, or, with `fault`, not. */
export function finish(draft: AnthropicDraft, fault?: string): Reading<AnthropicMessage> {
  const kind = fault === undefined ? meaningOf(draft.stopReason) : 'broken'
  const cutOff = kind === undefined || kind === 'broken' || kind === 'length' || kind === 'refusal'
  const last = draft.blocks.at(-1)
  const calls = draft.blocks
    .filter(isCall)
    .map((block) => callOf(draft, block, cutOff && (block.open || block === last)))
  return {
    messages: messagesOf(draft, cutOff),
    calls,
    text: draft.blocks.map(spoken).join(''),
    ...endingIn(draft, { fault, kind, calls: calls.length }),
    usage: usageOf(draft.usage),
    ...(draft.container !== undefined && { carried: { container: draft.container } }),
  }
}

/**
 * Calls beat an `end_turn` and a pause: some servers say `end_turn` after calls, and no provider takes a message
 * with calls back without their results. Calls that a server tool made, and whose results it has used already
 * (its own result is in the message), wait for nobody.
 */
function endingIn(
  { blocks, stopReason: raw }: AnthropicDraft,
  facts: Pick<EndingFacts, 'fault' | 'kind' | 'calls'>,
): Ending {
  const { kind, calls } = facts
  const waits = kind === 'answer' || kind === 'paused'
  if (calls > 0 && waits && allServed(blocks)) return { stop: servedAlready(raw) }
  return endingOf({ ...facts, raw, spoken: blocks.some((block) => spoken(block) !== '') })
}

function allServed(blocks: readonly DraftBlock[]): boolean {
  const served = new Set(blocks.map(({ fields }) => fields.tool_use_id))
  return blocks.every(({ fields }) => {
    if (fields.type !== 'tool_use') return true
    const { caller } = fields
    return isRecord(caller) && typeof caller.tool_id === 'string' && served.has(caller.tool_id)
  })
}

function servedAlready(raw: string | undefined): Stop {
  const message =
    'The code that made the calls has ended without waiting for them, so they were not run.'
  return { kind: 'answer', raw, message }
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
