import type { Script } from '../../testing/model-server/script.ts'
import type { Scenario } from './scenario.ts'
import { toolResultsIn } from './tool-results.ts'

/** A fast provider's pace: 300 ms to the first token, then 120 a second. */
export const firstTokenMs = 300
export const tokensPerSecond = 120
/** What a call with a few arguments takes to stream. */
const callMs = 350

/**
 * A model that does what a good one does: it makes the calls that it still needs, as many in a message as the
 * request allows, and answers from what the tools told it.
 */
export function scriptFor(scenario: Scenario, speed: number): Script {
  return ({ body, parallel }) => {
    const results = toolResultsIn(body)
    const calls = scenario.calls
      .filter(({ name }) => !results.some((result) => result.name === name))
      .map((call) => ({ ...call, blockMs: callMs / speed }))
    if (calls.length === 0) return { text: scenario.answer(results) }
    return { calls: parallel ? calls : calls.slice(0, 1) }
  }
}
