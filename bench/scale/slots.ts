import { waitsOf, type Waits } from './waits.ts'

export interface SlotsOptions {
  /** How many calls can run at one time. */
  readonly slots: number
  /** The slots and the calls are dealt out to so many queues: a call waits only for a slot of its own queue. */
  readonly queues: number
  readonly turnsPerSecond: number
  /** Calls of this many first seconds are not counted: at the start all slots are free. */
  readonly warmUpS: number
  readonly countedS: number
  readonly random: () => number
  /** Seconds until the next turn, its calls, and how long a call runs. */
  readonly gapS: (perSecond: number) => number
  readonly calls: () => number
  readonly callS: () => number
}

/** Seconds that calls wait for a free slot, first come, first served. */
export function waitForSlots(options: SlotsOptions): Waits {
  const { slots, queues, turnsPerSecond, warmUpS, countedS, random } = options
  const lines = Array.from({ length: queues }, (_, queue) => {
    const share = Math.floor(slots / queues) + (queue < slots % queues ? 1 : 0)
    return new FreeTimes(share)
  })
  const waits: number[] = []
  for (let nowS = 0; nowS < warmUpS + countedS; nowS += options.gapS(turnsPerSecond))
    for (let call = options.calls(); call > 0; call -= 1) {
      const line = lines[Math.floor(random() * queues)] as FreeTimes
      const beginsS = Math.max(nowS, line.earliest)
      line.replaceEarliest(beginsS + options.callS())
      if (nowS >= warmUpS) waits.push(beginsS - nowS)
    }
  return waitsOf(Float64Array.from(waits))
}

/** When each slot is free again: a binary heap, the earliest first. */
class FreeTimes {
  readonly #times: Float64Array

  constructor(slots: number) {
    this.#times = new Float64Array(slots)
  }

  get earliest(): number {
    return this.#times[0] as number
  }

  replaceEarliest(time: number): void {
    const times = this.#times
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= times.length) break
      if (child + 1 < times.length && (times[child + 1] as number) < (times[child] as number))
        child += 1
      if ((times[child] as number) >= time) break
      times[at] = times[child] as number
      at = child
    }
    times[at] = time
  }
}
