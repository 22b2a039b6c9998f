import type { StopKind } from '../codec.ts'
import { meanings } from '../shared/ending/ending.ts'

/** What the unified finish reasons mean (`@ai-sdk/provider`, `LanguageModelV4FinishReason`). */
const meaningOf = meanings({})
/** What Anthropic says of a pause is unified as a stop, so only its own word tells. */
const pauses: ReadonlySet<string | undefined> = new Set(['pause_turn', 'compaction'])
/** The unified words for a reason that the provider's own word would have to tell. */
const unknown: ReadonlySet<string> = new Set(['', 'other', 'unknown'])

/** The provider-neutral word for why a message ended, and the provider's own. */
export interface Finish {
  readonly unified: string
  readonly raw: string | undefined
}

/** Whether it is not said why the message ended. */
export function isUnsaid(finish: Finish | undefined): boolean {
  return finish === undefined || (unknown.has(finish.unified) && finish.raw === undefined)
}

/** Undefined for a reason that nobody knows. */
export function kindOf({ unified, raw }: Finish): StopKind | undefined {
  if (pauses.has(raw)) return 'paused'
  return unknown.has(unified) && raw !== undefined ? meaningOf(raw) : meaningOf(unified)
}
