import type { Scene, SceneCall, SceneTurn, UnitPlan } from './scene.ts'

/** What is known of one unit. */
export interface Unit {
  readonly plan: UnitPlan
  said: boolean
  /** What it was last run with. */
  ran: UnitPlan | undefined
  started: boolean
  settled: boolean
}

export interface CastCall {
  readonly plan: SceneCall
  /** In the order in which they are to be kept. */
  readonly units: readonly Unit[]
  /** How many of its steps are certain while it is still coming. */
  readonly certain: number
  settled: boolean
}

export interface CastTurn {
  readonly plan: SceneTurn
  readonly calls: readonly CastCall[]
  committed: boolean
  /** It was stopped, by whomever. */
  stopped: boolean
  ended: boolean
}

/** Whoever plays in a scene, by turn. */
export function castOf({ turns }: Scene): ReadonlyMap<string, CastTurn> {
  return new Map(turns.map((plan) => [plan.id, turnOf(plan)]))
}

function turnOf(plan: SceneTurn): CastTurn {
  return { plan, calls: plan.calls.map(callOf), committed: false, stopped: false, ended: false }
}

function callOf(plan: SceneCall): CastCall {
  const units = inOrder(plan.units).map((unit) => ({
    plan: unit,
    said: false,
    ran: undefined,
    started: false,
    settled: false,
  }))
  const seen = new Set<string>()
  let certain = 0
  for (const { id, needs } of plan.units) {
    if (!needs.every((need) => seen.has(need))) break
    seen.add(id)
    certain += 1
  }
  return { plan, units, certain, settled: false }
}

/** Always the first whose needs are met; those in a cycle never come. */
function inOrder(units: readonly UnitPlan[]): readonly UnitPlan[] {
  const left = [...units]
  const done = new Set<string>()
  const ordered: UnitPlan[] = []
  for (;;) {
    const index = left.findIndex(({ needs }) => needs.every((need) => done.has(need)))
    const [next] = index === -1 ? [] : left.splice(index, 1)
    if (next === undefined) return ordered
    done.add(next.id)
    ordered.push(next)
  }
}

export function conflict(one: UnitPlan, other: UnitPlan): boolean {
  if (one.tool === 'pure' || other.tool === 'pure') return false
  if (one.tool === 'read' && other.tool === 'read') return false
  return one.keys.some((key) => other.keys.includes(key))
}

/** A unit before this one, in its turn, that conflicts with it and has not settled. Without `id`, of other calls only. */
export function inTheWay(
  turn: CastTurn,
  call: CastCall,
  id: string | undefined,
  unit: UnitPlan,
): Unit | undefined {
  for (const other of turn.calls) {
    if (other === call && id === undefined) return undefined
    for (const before of other.units) {
      if (before.plan.id === id) return undefined
      if (!other.settled && !before.settled && conflict(before.plan, unit)) return before
    }
    if (other === call) return undefined
  }
  return undefined
}
