import { Dice } from '../dice.ts'
import { callbackKinds } from './callbacks.ts'
import { inputKinds } from './inputs.ts'
import type { HostileKind } from './kind.ts'
import { thrown } from './thrown.ts'

/** Turns with hostile calls among healthy ones, as data. Times are milliseconds. */
export interface HostilePlan {
  readonly seed: number
  readonly concurrency: number
  readonly turns: readonly HostileTurn[]
  /** Events on which the engine's `onEvent`, and those of turns, fail, and how. */
  readonly watcher?: { readonly event: string; readonly how: string; readonly rejects: boolean }
  readonly journal: JournalFault | 'works' | 'none'
}

export interface JournalFault {
  readonly on: string
  readonly does: 'throws' | 'rejects' | 'hangs'
  readonly how: string
}

export interface HostileTurn {
  readonly id: string
  readonly startMs: number
  readonly way: 'execute' | 'commit' | 'add'
  readonly calls: readonly PlannedCall[]
  readonly references: boolean
  readonly deadlineMs?: number
  /** Its signal fires, with such a reason. */
  readonly abort?: { readonly atMs: number; readonly how: string }
}

export interface PlannedCall {
  readonly id: string
  /** The name of a kind, or of a healthy tool. */
  readonly kind: string
  readonly ms: number
  readonly inBatch: boolean
}

/** What is said of the tools of hostile calls beside what makes them hostile. */
export const toolVariants: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { reads: 'shelf' },
  { writes: 'shelf' },
  { needsApproval: true },
  { reads: [], coalesce: true },
  { reads: [], cache: { ttlMs: 1_000 } },
]

export const healthy = ['look', 'put', 'roam'] as const

export const kinds: ReadonlyMap<string, HostileKind> = new Map(
  [...inputKinds, ...callbackKinds].map((kind) => [kind.name, kind]),
)

/** Makes the plan of a seed: always the same for the same seed. */
export function makeHostilePlan(seed: number): HostilePlan {
  const dice = new Dice(seed)
  const how = (): string => dice.pick(Object.keys(thrown))
  const watcher = dice.maybe(0.15, () => {
    const events = ['received', 'waiting', 'started', 'retrying', 'settled'].map(
      (it) => `call.${it}`,
    )
    return {
      event: dice.pick([...events, 'turn.committed', 'turn.settled']),
      how: how(),
      rejects: dice.chance(0.5),
    }
  })
  const fault = dice.maybe(0.15, () => ({
    on: dice.pick(['turn', 'call.started', 'call.settled', 'call.asked']),
    does: dice.pick(['throws', 'rejects', 'hangs'] as const),
    how: how(),
  }))
  const hangs = fault?.does === 'hangs'
  const turns = Array.from({ length: dice.int(1, 3) }, (_, index) =>
    drawTurn(dice, `turn${index}`, hangs),
  )
  return {
    seed,
    concurrency: dice.pick([1, 2, 8]),
    turns,
    ...(watcher !== undefined && { watcher }),
    journal: fault ?? (dice.chance(0.2) ? 'works' : 'none'),
  }
}

/** Of a signal that fires once its turn is over nobody catches what its reason holds. */
const reasons = Object.keys(thrown).filter((name) => !/reject/.test(name))

/** Of a journal that hangs only a deadline frees a turn. */
function drawTurn(dice: Dice, id: string, hangs: boolean): HostileTurn {
  const deadlineMs = dice.maybe(hangs ? 1 : 0.15, () => dice.int(5, 60))
  const abort = dice.maybe(0.15, () => {
    return { atMs: dice.int(0, 20), how: dice.pick(reasons) }
  })
  const kind = (): string => (dice.chance(0.5) ? dice.pick(healthy) : drawKind(dice).name)
  return {
    id,
    startMs: dice.pick([0, 0, 5]),
    way: dice.pick(['execute', 'commit', 'add']),
    calls: Array.from({ length: dice.int(1, 5) }, (_, index) => {
      return { id: `${id}c${index}`, kind: kind(), ms: dice.int(0, 8), inBatch: dice.chance(0.15) }
    }),
    references: dice.chance(0.15),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(abort !== undefined && { abort }),
  }
}

function drawKind(dice: Dice): HostileKind {
  for (;;) {
    const kind = dice.pick(dice.chance(0.4) ? inputKinds : callbackKinds)
    if (kind.rare === undefined || dice.chance(0.02)) return kind
  }
}
