import { Dice } from '../dice.ts'
import type { EnginePlan, LimitPlan, Plan } from '../plan.ts'
import { drawMood, type Mood } from './mood.ts'
import { drawTools, limitNames } from './tools.ts'
import { TurnMaker } from './turn.ts'

/** Makes the plan of a seed: always the same for the same seed. */
export function makePlan(seed: number): Plan {
  const dice = new Dice(seed)
  const mood = drawMood(dice)
  const engine = drawEngine(dice, mood)
  const tools = drawTools(dice, mood)
  const turns = new TurnMaker(dice, mood, engine, tools).drawTurns()
  return { seed, engine, tools, turns }
}

function drawEngine(dice: Dice, mood: Mood): EnginePlan {
  const { approvalTimeoutMs } = mood
  return {
    ...(approvalTimeoutMs !== undefined && { approvalTimeoutMs }),
    concurrency: dice.chance(0.3) ? dice.int(1, 2) : dice.int(1, 8),
    timeoutMs: dice.pick([20, 60, 150, 400]),
    graceMs: dice.pick([0, 3, 10, 40, 100]),
    retries: dice.chance(mood.retries) ? dice.int(0, 3) : 0,
    ...(mood.limits > 0 && { limits: drawLimits(dice) }),
    retryBudget: dice.chance(0.3),
    onFailure: dice.chance(mood.cancelRest) ? 'cancel-rest' : 'continue',
  }
}

function drawLimits(dice: Dice): Record<string, LimitPlan> {
  const limits: Record<string, LimitPlan> = {}
  for (const name of limitNames) {
    const concurrency = dice.maybe(0.7, () => dice.int(1, 3))
    const perSecond = dice.maybe(0.4, () => dice.pick([20, 100, 500]))
    limits[name] = {
      ...(concurrency !== undefined && { concurrency }),
      ...(perSecond !== undefined && { perSecond, burst: dice.int(1, 3) }),
    }
  }
  return limits
}
