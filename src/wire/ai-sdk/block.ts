import { holdsAnything, textOf, type Fields } from '../shared/shape.ts'
import type { DraftPart } from './draft.ts'

/** What the start, the deltas and the end of one block have in common. */
export function keyOf({ type, id }: Fields): string {
  return `${textOf(type).replace(/-(?:start|delta|end)$/, '')}:${typeof id === 'object' ? '' : String(id)}`
}

/** The metadata that came last is the block's, as in the SDK itself; a text's end may bring its citations. */
export function note(
  fields: Record<string, unknown>,
  { providerMetadata, citations }: Fields,
): void {
  if (holdsAnything(providerMetadata)) fields.providerMetadata = providerMetadata
  if (holdsAnything(citations)) fields.citations = citations
}

/** A block that begins. That of a call's input is only a preview of the call. */
export function makeBlock(event: Fields): DraftPart {
  const preview = event.type === 'tool-input-start'
  const fields: Record<string, unknown> = preview
    ? { type: 'tool-call', toolCallId: event.id, toolName: event.toolName }
    : { type: textOf(event.type).replace('-start', '') }
  if (event.providerExecuted === true) fields.providerExecuted = true
  note(fields, event)
  return { fields, pieces: [], open: true, preview }
}
