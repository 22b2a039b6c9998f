import type { Dice } from '../dice.ts'
import { aliases, allKeys } from '../model/keys.ts'
import type { KeysPlan, ToolPlan } from '../plan.ts'
import type { Mood } from './mood.ts'

export function drawTools(dice: Dice, mood: Mood): ToolPlan[] {
  const count = dice.int(2, 6)
  return Array.from({ length: count }, (_, index) => drawTool(dice, mood, `t${index + 1}`))
}

/** The limits that every engine with limits has. */
export const limitNames: readonly string[] = ['crm', 'disk']

function drawTool(dice: Dice, mood: Mood, name: string): ToolPlan {
  const reads = dice.maybe(0.6, () => drawKeysOption(dice, mood))
  const writes = dice.maybe(mood.writes, () => drawKeysOption(dice, mood))
  const retries = dice.maybe(mood.retries, () => dice.int(0, 3))
  const approval = dice.maybe(mood.approvals, () => dice.pick(['always', 'by-input'] as const))
  const limit = dice.maybe(mood.limits, () =>
    dice.pick([['crm'], ['crm'], ['disk'], ['disk', 'crm']]),
  )
  const concurrency = dice.maybe(mood.limits * 0.4, () => dice.int(1, 2))
  const timeoutMs = dice.maybe(0.4, () => dice.pick([5, 25, 80, null]))
  const mayShare = reads !== undefined && (writes ?? []).length === 0
  const share = mayShare && dice.chance(mood.sharing)
  const cacheMs = mayShare ? dice.maybe(mood.sharing, () => dice.pick([5, 40, 500])) : undefined
  return {
    name,
    ...(reads !== undefined && { reads }),
    ...(writes !== undefined && { writes }),
    idempotent: dice.chance(0.3),
    ...(retries !== undefined && { retries }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(limit !== undefined && { limit }),
    ...(concurrency !== undefined && { concurrency }),
    ...(approval !== undefined && { approval }),
    ...(share && { share }),
    ...(cacheMs !== undefined && { cacheMs }),
    ...(mayHedge(reads) && mayShare && dice.chance(mood.hedges) && { hedge: true }),
    schema: dice.chance(mood.slowSchemas) ? 'slow' : dice.pick(['none', 'none', 'quick']),
  }
}

/** A call of unknown effects has a grace, and what its other attempts do in it is not modelled. */
function mayHedge(reads: KeysPlan | undefined): boolean {
  return reads !== 'throws' && reads !== 'junk'
}

function drawKeysOption(dice: Dice, mood: Mood): KeysPlan {
  if (dice.chance(mood.badEffects)) return dice.pick(['throws', 'junk'])
  return dice.chance(0.6) ? 'input' : drawKeys(dice)
}

/** Up to three keys, in all the ways to write them. */
export function drawKeys(dice: Dice): string[] {
  const count = Number(dice.weighted({ 0: 1, 1: 6, 2: 2, 3: 1 }))
  return Array.from({ length: count }, () =>
    dice.weighted({ plain: 12, alias: 2, all: 1 }) === 'plain'
      ? dice.pick(allKeys)
      : dice.pick([...Object.keys(aliases), '*']),
  )
}
