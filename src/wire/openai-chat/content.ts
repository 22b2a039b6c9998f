import { isRecord, recordsOf, textOf } from '../shared/shape.ts'

/** What a message's `content` says. Mistral's reasoning models send parts; all others a string. */
export function spokenIn(content: unknown): { readonly text: string; readonly reasoning: string } {
  if (typeof content === 'string') return { text: content, reasoning: '' }
  let text = ''
  let reasoning = ''
  for (const part of recordsOf(content)) {
    text += textOf(part.text)
    reasoning += recordsOf(part.thinking)
      .map(({ text: thought }) => textOf(thought))
      .join('')
  }
  return { text, reasoning }
}

/** Adds a delta's content to what came before. Both may be a string or parts; `before` is our own. */
export function addContent(before: unknown, delta: unknown): unknown {
  if (!Array.isArray(delta))
    return typeof before === 'string' || !Array.isArray(before)
      ? textOf(before) + textOf(delta)
      : addText(before as unknown[], textOf(delta))
  const parts: unknown[] = Array.isArray(before) ? before : addText([], textOf(before))
  for (const part of delta as unknown[]) {
    if (isRecord(part) && part.type === 'text') addText(parts, textOf(part.text))
    else parts.push(part)
  }
  return parts
}

function addText(parts: unknown[], text: string): unknown[] {
  const last = parts.at(-1)
  if (text === '') return parts
  if (isRecord(last) && last.type === 'text') last.text = textOf(last.text) + text
  else parts.push({ type: 'text', text })
  return parts
}
