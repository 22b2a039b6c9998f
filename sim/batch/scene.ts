import { Dice } from '../dice.ts'

/** One call, or one step of a plan. Times are milliseconds. */
export interface UnitPlan {
  readonly id: string
  readonly tool: 'read' | 'write' | 'pure'
  readonly keys: readonly string[]
  /** The steps whose results its input refers to; they may come later. */
  readonly needs: readonly string[]
  /** How long its schema takes, and then its tool. */
  readonly schemaMs: number
  readonly ms: number
  readonly fails: boolean
}

export interface SceneCall {
  readonly id: string
  /** After the call before it. */
  readonly addMs: number
  /** A single unit, or the steps of a `batch`. */
  readonly units: readonly UnitPlan[]
  readonly isBatch: boolean
  /** The arguments come in pieces of so many characters, so far apart; `null`: they come whole. */
  readonly pieces: { readonly length: number; readonly ms: number } | null
  /** What comes in pieces is not what the whole call turns out to be. */
  readonly lie?: 'id' | 'steps'
}

export interface SceneTurn {
  readonly id: string
  readonly startMs: number
  readonly calls: readonly SceneCall[]
  readonly end: 'commit' | 'discard'
  /** After its last call. */
  readonly endMs: number
  readonly cancel?: { readonly atMs: number; readonly call?: string }
  readonly deadlineMs?: number
  /** A discarded turn before it, whose results it may take over. */
  readonly adopts?: string
}

/** Turns with plans in them, as data. */
export interface Scene {
  readonly seed: number
  readonly concurrency: number
  readonly turns: readonly SceneTurn[]
}

const keys = ['a', 'b', 'c'] as const

export function makeScene(seed: number): Scene {
  const dice = new Dice(seed)
  const turns: SceneTurn[] = []
  for (let count = dice.int(1, 2); count > 0; count -= 1) {
    const turn = drawTurn(dice, `s${count}`)
    turns.push(turn)
    if (turn.end === 'discard') turns.push(again(dice, turn))
  }
  return { seed, concurrency: dice.int(1, 6), turns }
}

function drawTurn(dice: Dice, id: string): SceneTurn {
  const calls = Array.from({ length: dice.int(1, 4) }, (_, index) => drawCall(dice, `c${index}`))
  const cancel = dice.maybe(0.15, () => {
    const call = dice.maybe(0.5, () => dice.pick(calls).id)
    return { atMs: dice.int(1, 60), ...(call !== undefined && { call }) }
  })
  const deadlineMs = dice.maybe(0.1, () => dice.int(10, 80))
  return {
    id,
    startMs: dice.int(0, 20),
    calls,
    end: dice.chance(0.2) ? 'discard' : 'commit',
    endMs: dice.int(0, 20),
    ...(cancel && { cancel }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  }
}

/** The same message, sent once more, perhaps with another call before the others. */
function again(dice: Dice, turn: SceneTurn): SceneTurn {
  const { cancel: _cancel, deadlineMs: _deadlineMs, ...rest } = turn
  const calls = [...dice.pick([[], [drawCall(dice, 'new')]]), ...turn.calls]
  return { ...rest, id: `${turn.id}again`, calls, end: 'commit', startMs: 400, adopts: turn.id }
}

function drawCall(dice: Dice, id: string): SceneCall {
  const isBatch = dice.chance(0.6)
  const ids = Array.from({ length: isBatch ? dice.int(1, 5) : 1 }, (_, index) => `${id}u${index}`)
  const units = ids.map((unit, index) => drawUnit(dice, unit, isBatch ? ids : [], index))
  const pieces =
    isBatch && dice.chance(0.8) ? { length: dice.int(5, 80), ms: dice.int(0, 5) } : null
  const lie =
    pieces === null ? undefined : dice.maybe(0.1, () => dice.pick(['id', 'steps'] as const))
  return { id, addMs: dice.int(0, 10), units, isBatch, pieces, ...(lie && { lie }) }
}

function drawUnit(dice: Dice, id: string, ids: readonly string[], index: number): UnitPlan {
  // Most refer to earlier steps, and some to a later one.
  const others = dice.chance(0.9) ? ids.slice(0, index) : ids.filter((other) => other !== id)
  return {
    id,
    tool: dice.pick(['read', 'read', 'write', 'pure']),
    keys: keys.filter(() => dice.chance(0.4)),
    needs: others.filter(() => dice.chance(0.3)),
    schemaMs: dice.chance(0.1) ? dice.int(1, 60) : 0,
    ms: dice.int(1, 20),
    fails: dice.chance(0.1),
  }
}
