import type { Dice } from '../dice.ts'
import type { CrashPlan, EventPlan, Happening, Scenery, SlowPlan, StopPlan } from './plan.ts'

/** What befalls the processes of a round beside kills: a round of each kind alone, some of several, some of none. */
export type Trouble = Pick<CrashPlan, 'events' | 'twice' | 'readsFilesMs' | 'slow' | 'otherWorker'>

/** @param lives how many processes the engine has in turn; `totalMs` how long each may work, roughly. */
export function drawTrouble(dice: Dice, scenery: Scenery, lives: number, totalMs: number): Trouble {
  const isVirtual = scenery === 'virtual'
  const twice = dice.maybe(isVirtual ? 0.2 : 0.3, () => ({
    how: dice.pick(
      isVirtual ? (['turn', 'engine'] as const) : (['turn', 'turn', 'engine', 'file'] as const),
    ),
    afterMs: dice.chance(0.4) ? 0 : dice.int(0, Math.ceil(totalMs / 2)),
  }))
  const slow = dice.maybe(0.25, () => drawSlow(dice, isVirtual))
  if (isVirtual)
    return {
      events: [],
      ...(twice !== undefined && { twice }),
      ...(slow !== undefined && { slow }),
    }
  const readsFilesMs = dice.maybe(0.3, () => dice.int(2, 40))
  const events = Array.from({ length: lives }, (_, life) =>
    drawHappenings(dice, scenery).map((what): EventPlan => ({
      life,
      atMs: dice.int(0, totalMs),
      what,
    })),
  )
  const otherWorker =
    scenery === 'queue'
      ? dice.maybe(0.4, () => dice.pick(['older', 'newer', 'garbled'] as const))
      : undefined
  return {
    events: events.flat(),
    ...(otherWorker !== undefined && { otherWorker }),
    ...(twice !== undefined && { twice }),
    ...(readsFilesMs !== undefined && { readsFilesMs }),
    ...(slow !== undefined && { slow }),
  }
}

export function drawStop(dice: Dice, scenery: Scenery): StopPlan {
  const againMs = dice.maybe(0.3, () => dice.int(0, 60))
  return {
    what: dice.weighted({ engine: 4, own: 3, first: 1 }),
    withinMs: dice.pick(scenery === 'queue' ? [1, 100, 1_500] : [1, 5, 30, 200, 2_000]),
    ...(againMs !== undefined && { againMs }),
  }
}

/** What a late journal may take, in milliseconds. Under a virtual clock some take longer than any engine waits. */
function drawSlow(dice: Dice, isVirtual: boolean): SlowPlan {
  const historyMs = isVirtual
    ? dice.pick([0, 20, 300, 1_500, 20_000])
    : dice.pick([0, 20, 150, 400])
  return {
    appendMs: dice.pick([0, 5, 30]),
    answerMs: dice.pick([0, 5, 30]),
    historyMs,
    commitMs: isVirtual ? 0 : dice.pick([0, 0, 15, 40]),
  }
}

function drawHappenings(dice: Dice, scenery: Scenery): Happening[] {
  const happenings: Happening[] = []
  if (dice.chance(0.25)) happenings.push(drawFreeze(dice, scenery))
  if (dice.chance(0.3)) happenings.push({ kind: 'visit' })
  if (dice.chance(0.25)) {
    const how = dice.weighted({ files: 5, list: 1, show: 1, approve: 1 })
    happenings.push({ kind: 'read', how })
  }
  if (scenery === 'queue' && dice.chance(0.35))
    happenings.push({ kind: 'forge', what: dice.weighted({ job: 1, cancel: 1, reply: 2 }) })
  return happenings
}

/** On a queue some are so long that the workers take the engine for gone. */
function drawFreeze(dice: Dice, scenery: Scenery): Happening {
  if (dice.chance(0.5)) return { kind: 'freeze', forMs: dice.int(2, 15), times: dice.int(3, 12) }
  const forMs = scenery === 'queue' && dice.chance(0.5) ? dice.int(1_200, 2_500) : dice.int(30, 500)
  return { kind: 'freeze', forMs, times: 1 }
}
