import type { Fields } from '../shared/shape.ts'

/** How a message's fields are spelled: `http` is `tool_calls`, `sdk`, which is for Cohere's own client, `toolCalls`. */
export type CohereSpelling = 'http' | 'sdk'

/** The fields that the two spell differently, as HTTP does. */
export type SpelledField =
  | 'tool_calls'
  | 'tool_plan'
  | 'tool_call_id'
  | 'finish_reason'
  | 'billed_units'
  | 'input_tokens'
  | 'output_tokens'

/** The field's name in a spelling. */
export function spelled(field: SpelledField, spelling: CohereSpelling): string {
  if (spelling === 'http') return field
  return field.replace(/_[a-z]/g, (part) => part.charAt(1).toUpperCase())
}

/** The field, whichever way it is spelled. */
export function fieldOf(record: Fields, field: SpelledField): unknown {
  return record[field] ?? record[spelled(field, 'sdk')]
}

/** How a message is spelled. One without calls reads the same in both. */
export function spellingOf(message: object | undefined): CohereSpelling {
  if (message === undefined) return 'http'
  return 'toolCalls' in message || 'toolPlan' in message ? 'sdk' : 'http'
}
