import type { Content } from '../../call/content/content.ts'
import { toJson } from '../../call/content/to-json.ts'
import { cutText } from '../../util/cut-text.ts'

/** Of longer arguments the model is told the beginning and the end. */
const mostShownChars = 2_000

/** Says to the model that its call ran with other arguments than it gave: it would draw wrong conclusions from the result. */
export function changedNote(changedInput: unknown): string {
  const shown = cutText(toJson(changedInput), mostShownChars, () => ' … ')
  return `[The arguments of this call were changed when it was approved. It was to run with: ${shown}]`
}

export function withNote(changedInput: unknown, content: Content): Content {
  const note = changedNote(changedInput)
  if (typeof content === 'string') return `${note}\n${content}`
  return [{ type: 'text', text: note }, ...content]
}

/** The content as it was before. */
export function withoutNote(changedInput: unknown, content: Content): Content {
  if (typeof content !== 'string') return content.slice(1)
  return content.slice(changedNote(changedInput).length + 1)
}
