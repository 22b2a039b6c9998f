import type { Sink } from '../codec.ts'
import { mergeField } from '../shared/merge-field.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { joinBytes } from './bytes.ts'
import type { DraftBlock } from './draft.ts'

type Own = Record<string, unknown>

/** Whether a part can be one of the block: a block has one kind, except that citations come with text. */
export function continues({ fields }: DraftBlock, delta: Fields): boolean {
  const [kind] = Object.keys(fields)
  return Object.keys(delta).every((key) => {
    if (key === 'text' || key === 'citation') return kind === 'text' || kind === 'citationsContent'
    return key === kind
  })
}

/**
 * The block that a part begins if none is open for it. A call cannot begin so, for its id and name are missing, unless it
 * has been said that a block began (`isBegun`).
 */
export function beginningOf(delta: Fields, isBegun: boolean): Own | undefined {
  const [key] = Object.keys(delta)
  if (key === undefined || key === '__proto__') return undefined
  if (key === 'text' || key === 'citation') return { text: '' }
  if (key !== 'toolUse') return { [key]: {} }
  const { input: _, ...named } = isRecord(delta.toolUse) ? delta.toolUse : {}
  return isBegun ? { toolUse: named } : undefined
}

/**
 * Adds a part to its block, and emits words.
 *
 * @returns what is wrong with the part, if it makes the block unbelievable.
 */
export function extendBlock(block: DraftBlock, delta: Fields, sink: Sink): string | undefined {
  for (const key of Object.keys(delta)) {
    const value = delta[key]
    if (key === 'toolUse') {
      if (!isRecord(value) || typeof value.input !== 'string')
        return 'a part of the arguments is not text'
      if (value.input !== '') block.pieces.push(value.input)
    } else if (key === 'text') {
      speak(block.fields, textOf(value))
      sink.text?.(textOf(value))
    } else if (key === 'citation') cite(block.fields, value)
    else extendOther(block.fields, key, value, sink)
  }
  return undefined
}

function extendOther(fields: Own, key: string, value: unknown, sink: Sink): void {
  const before = fields[key]
  if (!isRecord(before)) return
  if (key === 'toolResult') serve(before, value)
  else if (key === 'image' && isRecord(value)) draw(before, value)
  else if (key === 'reasoningContent' && isRecord(value)) {
    think(before, value)
    if (textOf(value.text) !== '') sink.reasoning?.(textOf(value.text))
  } else mergeField(fields, key, value)
}

function speak(fields: Own, text: string): void {
  const { citationsContent } = fields
  if (!isRecord(citationsContent)) fields.text = textOf(fields.text) + text
  else citationsContent.content = withText(citationsContent.content, text)
}

/** Text with citations is a block of another kind (API_runtime_CitationsContentBlock). */
function cite(fields: Own, citation: unknown): void {
  if (!isRecord(fields.citationsContent)) {
    fields.citationsContent = { content: withText([], textOf(fields.text)), citations: [] }
    delete fields.text
  }
  const { citations } = fields.citationsContent as { citations: unknown[] }
  citations.push(citation)
}

function think(reasoning: Own, part: Fields): void {
  const { text, signature, redactedContent } = part
  if (redactedContent !== undefined)
    reasoning.redactedContent = joinBytes(reasoning.redactedContent, redactedContent)
  if (text === undefined && signature === undefined) return
  const before = isRecord(reasoning.reasoningText) ? reasoning.reasoningText : { text: '' }
  before.text = textOf(before.text) + textOf(text)
  if (signature !== undefined) before.signature = textOf(before.signature) + textOf(signature)
  reasoning.reasoningText = before
}

function draw(image: Own, { source, ...others }: Fields): void {
  const before = isRecord(image.source) ? image.source : {}
  Object.assign(image, others)
  if (isRecord(source)) image.source = { ...source, bytes: joinBytes(before.bytes, source.bytes) }
}

/** The result of a tool that the provider runs. */
function serve(result: Own, parts: unknown): void {
  let content: unknown[] = Array.isArray(result.content) ? [...(result.content as unknown[])] : []
  for (const part of recordsOf(parts))
    if (typeof part.text === 'string') content = withText(content, part.text)
    else content.push(part)
  result.content = content
}

function withText(list: unknown, text: string): unknown[] {
  const content: unknown[] = Array.isArray(list) ? (list as unknown[]) : []
  const last: unknown = content.at(-1)
  if (isRecord(last) && typeof last.text === 'string')
    content[content.length - 1] = { ...last, text: last.text + text }
  else if (text !== '') content.push({ text })
  return content
}
