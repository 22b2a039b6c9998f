import type { DraftBlock } from './draft.ts'
import type { Sink } from '../codec.ts'
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
      if (typeof delta.partial_json !== 'string') return 'a part of the arguments is not text'
      if (delta.partial_json !== '') block.pieces.push(delta.partial_json)
      return undefined
    case 'text_delta':
      fields.text = textOf(fields.text) + textOf(delta.text)
      sink.text?.(textOf(delta.text))
      return undefined
    case 'thinking_delta':
      fields.thinking = textOf(fields.thinking) + textOf(delta.thinking)
      sink.reasoning?.(textOf(delta.thinking))
      return undefined
    case 'citations_delta':
      if (Array.isArray(fields.citations)) fields.citations.push(delta.citation)
      else fields.citations = [delta.citation]
      return undefined
    default:
      // A signature, or what we do not know. `type` is the delta's, not the block's.
      for (const key of Object.keys(delta)) if (key !== 'type') mergeField(fields, key, delta[key])
      return undefined
  }
}

/** Tells the sink of the words that a block begins with. */
export function announce({ type, text, thinking }: Fields, sink: Sink): void {
  if (type === 'text' && textOf(text) !== '') sink.text?.(textOf(text))
  if (type === 'thinking' && textOf(thinking) !== '') sink.reasoning?.(textOf(thinking))
}
