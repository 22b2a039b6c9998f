import type { Stop, StopKind } from '../codec.ts'
import { stopOfKind } from '../shared/stop.ts'

/** The stop reasons (API_runtime_ConverseResponse). A guardrail that stepped in says so. */
const kinds: ReadonlyMap<string, StopKind> = new Map([
  ['tool_use', 'calls'],
  ['end_turn', 'answer'],
  ['stop_sequence', 'answer'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['guardrail_intervened', 'refusal'],
  ['content_filtered', 'refusal'],
  ['malformed_model_output', 'broken'],
  ['malformed_tool_use', 'broken'],
])

export function kindOf(stopReason: string | undefined): StopKind | undefined {
  return kinds.get(stopReason ?? 'end_turn')
}

/** Calls beat an `end_turn`, for the service takes no message with calls back without their results. */
export function stopOf(raw: string | undefined, calls: number, spoken: boolean): Stop {
  return stopOfKind(kindOf(raw), raw, calls, spoken)
}
