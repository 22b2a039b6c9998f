import { signatureOf } from '../anthropic/signature.ts'
import type { Json } from '../format.ts'
import type { Reply } from '../reply.ts'
import type { Block } from '../block.ts'
import type { Program } from './program.ts'

/** How far an item of the output has come. */
export type Progress = 'in_progress' | 'completed' | 'incomplete'

/** What the reply and its request say of how items are written. */
export interface OutputStyle {
  readonly reply: Reply
  /** Whether reasoning comes encrypted too, to be sent back. */
  readonly encrypted: boolean
  readonly program: Program
}

/** The item that a block is. An item in progress holds nothing yet. */
export function outputItem(style: OutputStyle, index: number, progress: Progress): Json {
  const block = style.reply.blocks[index] as Block
  const id = itemId(style.reply, index)
  const text = progress === 'in_progress' ? '' : block.text
  switch (block.kind) {
    case 'thinking':
      return reasoning(id, block.text, progress, style.encrypted)
    case 'text': {
      const content = progress === 'in_progress' ? [] : [part(style.reply, text)]
      return { id, type: 'message', status: progress, role: 'assistant', content }
    }
    case 'call': {
      const { id: call_id, name } = block.call ?? {}
      const { caller } = style.program
      const call = { id, type: 'function_call', status: progress, call_id, name, arguments: text }
      return caller === undefined ? call : { ...call, caller }
    }
  }
}

const prefixes: Readonly<Record<Block['kind'], string>> = {
  thinking: 'rs',
  text: 'msg',
  call: 'fc',
}

/** An id that no other item of the server has. */
export function itemId({ id, blocks }: Reply, index: number): string {
  return `${prefixes[(blocks[index] as Block).kind]}_${id.replace('resp_', '')}_${index}`
}

/** How an item ends: only the last of a reply that was cut off is not complete. */
export function ending({ stop, blocks }: Reply, index: number): Progress {
  return stop === 'length' && index === blocks.length - 1 ? 'incomplete' : 'completed'
}

export function part({ stop }: Reply, text: string): Json {
  return stop === 'refusal'
    ? { type: 'refusal', refusal: text }
    : { type: 'output_text', text, annotations: [], logprobs: [] }
}

function reasoning(id: string, thinking: string, progress: Progress, encrypted: boolean): Json {
  const content = progress === 'in_progress' ? '' : signatureOf(thinking)
  const summary = progress === 'in_progress' ? [] : [{ type: 'summary_text', text: thinking }]
  return { id, type: 'reasoning', summary, ...(encrypted && { encrypted_content: content }) }
}
