import type { Dice } from '../dice.ts'
import type { AttemptPlan, Fault, ToolPlan, TurnPlan } from '../plan.ts'
import type { Mood } from './mood.ts'

const faultWeights: Readonly<Record<Fault, number>> = {
  plain: 2,
  nothing: 1,
  tool: 1,
  'tool-retryable': 3,
  'tool-retry-after': 2,
  'tool-nothing-done': 3,
  'http-400': 1,
  'http-429': 2,
  'http-503': 3,
  reset: 2,
  'refused-in-cause': 2,
}

export function drawAttempt(
  dice: Dice,
  mood: Mood,
  tool: ToolPlan,
  nest: (() => TurnPlan) | undefined,
): AttemptPlan {
  const turns = nest !== undefined && dice.chance(mood.nested) ? dice.pick([1, 1, 2, 3]) : 0
  const nested = Array.from({ length: turns }, () => nest?.()).filter((turn) => turn !== undefined)
  const sync = turns === 0 && dice.chance(0.15)
  const throws = dice.maybe(mood.throws, () => dice.weighted(faultWeights))
  const act = dice.maybe(mood.acts * 0.3, () =>
    dice.pick(['cancel-call', 'cancel-turn', 'discard'] as const),
  )
  return {
    latencyMs: sync ? 0 : drawLatency(dice, mood, tool),
    sync,
    hops: dice.pick([0, 0, 1, 3]),
    ...(throws !== undefined && { throws }),
    afterWork: dice.chance(0.3),
    onStop: dice.chance(mood.deaf) ? dice.pick(['deaf', 'late']) : dice.pick(['prompt', 'slow']),
    stopMs: dice.pick([0, 2, 8, 50]),
    finishes: dice.chance(0.5),
    progress: dice.chance(0.1),
    ...(act !== undefined && { act }),
    nested,
    inSequence: turns > 1 && dice.chance(0.5),
    detached: turns > 0 && dice.chance(0.1),
  }
}

function drawLatency(dice: Dice, mood: Mood, tool: ToolPlan): number | null {
  // Without a time-out a tool that hangs is never done, and rightly so.
  if (tool.timeoutMs !== null && dice.chance(mood.hangs)) return null
  return dice.latency(1, mood.longestMs) - (dice.chance(0.2) ? 1 : 0)
}
