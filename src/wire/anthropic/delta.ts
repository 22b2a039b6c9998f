import type { DraftBlock } from './draft.ts'
import type { Sink } from '../codec.ts'
import { sameJson } from '../../util/same-json.ts'
import { mergeField } from '../shared/merge-field.ts'
import { textOf, type Fields } from '../shared/shape.ts'

/**
 * Adds a delta to its block, and emits words.
 *
 * @returns what is wrong with the delta, if it makes the block unbelievable.
 */
export function extendBlock(block: DraftBlock, delta: Fields, sink: Sink): string | undefined {
  const { fields } = block
  switch (delta.type) {
    case 'input_json_delta':
      return addPiece(block, delta.partial_json ?? '')
    case 'text_delta':
      fields.text = textOf(fields.text) + textOf(delta.text)
      sink.text?.(textOf(delta.text))
      return undefined
    case 'thinking_delta':
      fields.thinking = textOf(fields.thinking) + textOf(delta.thinking)
      sink.reasoning?.(textOf(delta.thinking))
      return undefined
    case 'citations_delta':
      cite(fields, delta.citation)
      return undefined
    default:
      // A signature, or what we do not know. `type` is the delta's, not the block's.
      for (const key of Object.keys(delta))
        if (key !== 'type' && delta[key] !== '') mergeField(fields, key, delta[key])
      return undefined
  }
}

function addPiece({ pieces }: DraftBlock, json: unknown): string | undefined {
  if (typeof json !== 'string') return 'a part of the arguments is not text'
  if (json !== '') pieces.push(json)
  return undefined
}

function cite(fields: DraftBlock['fields'], citation: unknown): void {
  const before = Array.isArray(fields.citations) ? (fields.citations as unknown[]) : []
  if (!sameJson(before.at(-1), citation)) fields.citations = [...before, citation]
}

/** Tells the sink of the words that a block begins with. */
export function announce({ type, text, thinking }: Fields, sink: Sink): void {
  if (type === 'text' && textOf(text) !== '') sink.text?.(textOf(text))
  if (type === 'thinking' && textOf(thinking) !== '') sink.reasoning?.(textOf(thinking))
}
