import { Dice } from '../dice.ts'
import type { CallKind, CrashCall, CrashPlan, CrashTurn, KillPlan, Victim } from './plan.ts'
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

/** Makes the plan of a seed: always the same for the same seed. `queue`: there are workers and a Redis to kill, too. */
export function makeCrashPlan(seed: number, queue = false): CrashPlan {
  const dice = new Dice(seed)
  const kind = dice.chance(0.25) ? 'run' : 'turn'
  const maker = new CallMaker(dice, queue ? 2 : 1)
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
  const kills = drawKills(dice, roughMs(turns, concurrency, decideMs), queue)
  return { seed, kind, concurrency, turns, kills, decideMs }
}

/** Any moment of the time that a turn may take is as likely as any other; some are before it. */
function drawKills(dice: Dice, totalMs: number, queue: boolean): KillPlan[] {
  const count = Number(dice.weighted({ 1: 6, 2: 3, 3: 1, 4: 1 }))
  return Array.from({ length: queue ? Math.min(count, 2) : count }, () => {
    const after = dice.chance(queue ? 0 : 0.1) ? 'go' : 'begun'
    const delayMs = dice.int(0, after === 'go' ? 60 : totalMs)
    const whom: Victim = queue ? dice.pick(['engine', 'worker', 'both', 'redis']) : 'engine'
    return { after, delayMs, whom }
  })
}

class CallMaker {
  readonly #dice: Dice
  readonly #pace: number

  constructor(dice: Dice, pace: number) {
    this.#dice = dice
    this.#pace = pace
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
    const ms = dice.latency(2, 60) * this.#pace
    if (kind === 'batch')
      return { id, kind, keys: [], ms: 0, inside: this.#steps(this.draw(`${id}s`, 3, keys, true)) }
    if (kind === 'delegate' || kind === 'relay') {
      const inside = this.draw(`${id}n`, dice.int(1, 3), `in/${id}`, true)
      return { id, kind, keys: [], ms: 0, inside }
    }
    if (kind === 'odd' || kind === 'stuck') return { id, kind, keys: [], ms, ...this.#failing(kind) }
    const decision = dice.chance(0.7) ? 'allow' : 'deny'
    return {
      id,
      kind,
      keys: this.#keys(keys),
      ms,
      ...this.#failing(kind),
      ...(kind === 'ask' && { decision }),
    }
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
