import type { Block } from './block.ts'
import type { ScriptedBlock, ScriptedCall, ScriptedReply, ScriptedStop } from './script.ts'
import { estimateTokens } from './tokens.ts'

/** A reply with nothing left open. */
export interface Reply {
  readonly id: string
  readonly model: string
  /** Seconds since 1970. */
  readonly createdAt: number
  readonly blocks: readonly Block[]
  /** What makes the calls, if the model does not itself. */
  readonly code: string | undefined
  readonly stop: ScriptedStop
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What a reply needs beside its script. */
export interface ReplyContext {
  readonly id: string
  readonly model: string
  readonly createdAt: number
  readonly inputTokens: number
  /** Makes the id of a call that the script gives none. */
  readonly callId: (callIndex: number) => string
}

export function makeReply(turn: ScriptedReply, context: ReplyContext): Reply {
  const scripted = turn.blocks ?? inOrder(turn)
  const calls = scripted.filter((block) => 'call' in block).length
  const stop = turn.stop ?? (calls > 0 ? 'calls' : 'answer')
  let index = 0
  const blocks = scripted.map((block) => {
    if ('thinking' in block) return words('thinking', block.thinking)
    if ('text' in block) return words('text', block.text)
    const at = index++
    const cut = stop === 'length' && index === calls
    return callBlock(block.call, at, context.callId(at), cut)
  })
  const spoken = blocks.reduce((sum, { tokens }) => sum + tokens, 0)
  return {
    id: context.id,
    model: context.model,
    createdAt: context.createdAt,
    blocks,
    code: turn.code,
    stop,
    inputTokens: turn.usage?.inputTokens ?? context.inputTokens,
    outputTokens: turn.usage?.outputTokens ?? spoken,
  }
}

function inOrder({ thinking, text, calls = [] }: ScriptedReply): ScriptedBlock[] {
  return [
    ...(thinking === undefined ? [] : [{ thinking }]),
    ...(text === undefined ? [] : [{ text }]),
    ...calls.map((call) => ({ call })),
  ]
}

function words(kind: 'thinking' | 'text', text: string): Block {
  return { kind, text, tokens: estimateTokens(text), blockMs: undefined }
}

function callBlock(call: ScriptedCall, index: number, id: string, cut: boolean): Block {
  const whole = call.inputText ?? JSON.stringify(call.input ?? {})
  const text = cut ? whole.slice(0, Math.floor(whole.length / 2)) : whole
  return {
    kind: 'call',
    text,
    tokens: estimateTokens(call.name) + estimateTokens(text),
    blockMs: call.blockMs,
    call: { id: call.id ?? id, name: call.name, index },
  }
}
