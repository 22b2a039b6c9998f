import { Dice } from '../dice.ts'
import { drawStop, drawTrouble } from './draw-events.ts'
import type {
  CallKind,
  CrashCall,
  CrashPlan,
  CrashTurn,
  KillPlan,
  Scenery,
  Victim,
} from './plan.ts'
import { roughMs } from './rough.ts'

const weights: Readonly<Record<CallKind, number>> = {
  read: 5,
  write: 7,
  put: 4,
  odd: 3,
  ask: 1,
  stuck: 0.4,
  batch: 1,
  delegate: 0.8,
  relay: 0.5,
}

/** Makes the plan of a seed: always the same for the same seed and scenery. */
export function makeCrashPlan(seed: number, scenery: Scenery = 'sqlite'): CrashPlan {
  const dice = new Dice(seed)
  const kind = dice.chance(0.25) && scenery !== 'virtual' ? 'run' : 'turn'
  const maker = new CallMaker(dice, scenery)
  const turns: CrashTurn[] = []
  const count = kind === 'run' ? dice.int(2, 3) : 1
  for (let turn = 1; turn <= count; turn += 1) {
    const addMs = dice.maybe(kind === 'run' ? 0 : 0.2, () => dice.int(1, 8))
    const id = kind === 'run' ? `r.${turn}` : 't'
    const calls = maker.draw(`c${turn}`, dice.int(2, kind === 'run' ? 5 : 10), 'k')
    turns.push({ id, ...(addMs !== undefined && { addMs }), calls })
  }
  const decideMs = dice.int(0, 150)
  const concurrency = dice.pick([2, 4, 16, 16])
  const totalMs = roughMs(turns, concurrency, decideMs)
  const kills = drawKills(dice, totalMs, scenery)
  const lostLeases =
    scenery === 'virtual' ? dice.maybe(0.3, () => dice.pick([0, 100, 400])) : undefined
  const trouble = drawTrouble(dice, scenery, kills.length + 1, totalMs)
  const goOn = kind === 'run' && dice.pick(['run', 'resume', 'resumeAll'] as const)
  return {
    seed,
    kind,
    concurrency,
    turns,
    kills,
    decideMs,
    ...trouble,
    ...(goOn && { goOn }),
    ...(lostLeases !== undefined && { lostLeases }),
  }
}

/** All moments of the time that a turn may take are equally likely; some are before it. */
function drawKills(dice: Dice, totalMs: number, scenery: Scenery): KillPlan[] {
  const queue = scenery === 'queue'
  const count = Number(dice.weighted({ 1: 6, 2: 3, 3: 1, 4: 1 }))
  return Array.from({ length: queue ? Math.min(count, 2) : count }, () => {
    const isStop = dice.chance(0.4)
    const stop = isStop && { stop: drawStop(dice, scenery) }
    if (scenery === 'virtual' && dice.chance(0.6))
      return { after: 'line', delayMs: dice.int(0, 25), whom: 'engine', ...stop }
    // Until a call has reached a worker takes long, and little can go wrong.
    const after = queue
      ? dice.pick(['begun', 'start', 'start', 'start'] as const)
      : dice.chance(scenery === 'sqlite' ? 0.1 : 0)
        ? 'go'
        : 'begun'
    const delayMs = dice.int(0, after === 'go' ? 60 : totalMs)
    const whom: Victim = queue
      ? dice.weighted({ engine: 3, worker: 2, both: 1, redis: 2 })
      : 'engine'
    return { after, delayMs, whom, ...stop }
  })
}

class CallMaker {
  readonly #dice: Dice
  readonly #queue: boolean
  readonly #isVirtual: boolean
  /** Its calls are done before what came before them is kept. */
  readonly #isFast: boolean

  constructor(dice: Dice, scenery: Scenery) {
    this.#dice = dice
    this.#queue = scenery === 'queue'
    this.#isVirtual = scenery === 'virtual'
    this.#isFast = this.#isVirtual && dice.chance(0.2)
  }

  /** `keys`: what the names of all keys begin with. Those of one turn are no other's. */
  draw(prefix: string, count: number, keys: string, isInside = false): CrashCall[] {
    const calls: CrashCall[] = []
    for (let n = 1; n <= count; n += 1)
      calls.push(this.#call(`${prefix}${n}`, keys, isInside ? 'leaf' : 'any'))
    return calls
  }

  #call(id: string, keys: string, which: 'leaf' | 'any'): CrashCall {
    const dice = this.#dice
    const drawn = dice.weighted(weights)
    const isNesting = drawn === 'batch' || drawn === 'delegate' || drawn === 'relay'
    const kind = isNesting && which === 'leaf' ? 'write' : drawn
    const ms = this.#drawMs()
    if (kind === 'batch')
      return { id, kind, keys: [], ms: 0, inside: this.#steps(this.draw(`${id}s`, 3, keys, true)) }
    if (kind === 'delegate' || kind === 'relay') {
      const inside = this.draw(`${id}n`, dice.int(1, 3), `in/${id}`, true)
      return { id, kind, keys: [], ms: 0, inside }
    }
    const cancelMs = this.#isVirtual && which === 'any' && kind !== 'read' && this.#cancelMs()
    const cancelled = cancelMs === false ? {} : { cancelMs }
    if (kind === 'odd' || kind === 'stuck')
      return { id, kind, keys: [], ms, ...this.#failing(kind), ...cancelled }
    const decision = dice.chance(0.7) ? 'allow' : 'deny'
    return {
      id,
      kind,
      keys: this.#keys(keys),
      ms,
      ...this.#failing(kind),
      ...(kind === 'ask' && { decision }),
      ...cancelled,
    }
  }

  #drawMs(): number {
    const dice = this.#dice
    // On a queue some are so long that a worker is still at it when the engine is there again.
    if (this.#queue) return dice.chance(0.1) ? dice.int(600, 1_500) : dice.latency(2, 60) * 3
    return this.#isFast ? dice.int(0, 1) : dice.latency(2, 60)
  }

  #cancelMs(): number | false {
    return this.#dice.chance(0.1) && this.#dice.int(0, 60)
  }

  #steps(steps: readonly CrashCall[]): CrashCall[] {
    return steps.map((step, index) => {
      const before = steps[index - 1]
      const needs = before && this.#dice.chance(0.4)
      return needs ? { ...step, needs: before.id } : step
    })
  }

  #keys(prefix: string): string[] {
    const one = (): string => this.#dice.pick([`${prefix}/a`, `${prefix}/b`, `${prefix}/b/c`])
    if (this.#dice.chance(0.1)) return [prefix]
    return this.#dice.chance(0.2) ? [...new Set([one(), one()])] : [one()]
  }

  #failing(kind: CallKind): Pick<CrashCall, 'fails'> {
    if (kind === 'stuck') return {}
    const fails = this.#dice.maybe(0.15, () =>
      this.#dice.pick(['always', 'once', 'nothing'] as const),
    )
    return fails === undefined ? {} : { fails }
  }
}
