import { content, type ContentPart } from '../../src/call/content/content.ts'
import type { PartPlan, Returned, TextPlan } from './plan.ts'

/** No two places of it look alike, so that a piece says where it is from. */
export function textOf({ chars, script, seed }: TextPlan): string {
  let text = ''
  for (let word = 0; text.length < chars; word += 1)
    if (script === 'pairs') text += String.fromCodePoint(0x1f300 + ((word * 7 + seed) % 700))
    else text += `${seed}w${word}${script === 'mixed' && word % 3 === 0 ? '😀' : ' '}`
  return text.slice(0, chars)
}

/** What the tool returns; an error's text is thrown. */
export function valueOf(returns: Returned): unknown {
  if (returns.kind === 'parts') return content(...returns.parts.map(partOf))
  const text = textOf(returns.text)
  return returns.kind === 'json' ? { text, length: text.length } : text
}

function partOf({ type, text }: PartPlan): ContentPart {
  const whole = textOf(text)
  switch (type) {
    case 'text':
      return { type, text: whole }
    case 'json':
      return { type, value: { text: whole } }
    case 'image':
      return { type, data: 'aGVsbG8=', mediaType: 'image/png' }
    case 'resource':
      return { type, uri: 'file:///notes', text: whole }
  }
}
