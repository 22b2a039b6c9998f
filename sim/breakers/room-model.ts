import type { AdaptiveRoom, Room } from './plan.ts'

/** How an attempt ended, as far as it tells of the load. */
export type Load = 'success' | 'dropped' | 'ignored'

/** A limit on attempts in flight, fixed or adaptive, as it is published. */
export interface RoomModel {
  inFlight: number
  /** One more may start while fewer than so many are in flight; never while as many as `atMost` are. */
  readonly atLeast: number
  readonly atMost: number
  /** An attempt ends, which is still counted. */
  ended(load: Load, runMs: number): void
}

export function roomModel(room: Room): RoomModel {
  if (typeof room === 'number') return { inFlight: 0, atLeast: room, atMost: room, ended: () => {} }
  return room.algorithm === 'aimd' ? new AimdModel(room) : new GradientModel(room)
}

function within({ min, max }: AdaptiveRoom, limit: number): number {
  return Math.min(max, Math.max(min, limit))
}

/** One more for each that ends well while half of it is used; a tenth less for each that was dropped or slow. */
class AimdModel implements RoomModel {
  inFlight = 0
  readonly #room: AdaptiveRoom
  #limit: number
  /** So many of the next to end were in flight when one was found slow: their slowness is known. */
  #known = 0

  constructor(room: AdaptiveRoom) {
    this.#room = room
    this.#limit = within(room, room.initial)
  }

  get atLeast(): number {
    return this.#limit
  }

  get atMost(): number {
    return this.#limit
  }

  ended(load: Load, runMs: number): void {
    if (load === 'ignored') return
    const isKnown = this.#known > 0
    if (isKnown) this.#known -= 1
    const isSlow = load === 'success' && runMs > (this.#room.slowMs ?? Infinity)
    if (isSlow && isKnown) return
    if (isSlow) this.#known = this.inFlight - 1
    if (isSlow || load === 'dropped') this.#limit -= Math.ceil(this.#limit / 10)
    else if (this.inFlight >= this.#limit / 2) this.#limit += 1
    this.#limit = within(this.#room, this.#limit)
  }
}

/** Of the gradient only what it begins with is said, until it has seen its first window, and its bounds. */
class GradientModel implements RoomModel {
  inFlight = 0
  readonly #room: AdaptiveRoom
  #samples = 0

  constructor(room: AdaptiveRoom) {
    this.#room = room
  }

  get atLeast(): number {
    return this.#first ?? this.#room.min
  }

  get atMost(): number {
    return this.#first ?? this.#room.max
  }

  ended(load: Load): void {
    if (load !== 'ignored') this.#samples += 1
  }

  get #first(): number | undefined {
    const root = Math.sqrt(within(this.#room, this.#room.initial))
    return this.#samples < 10 ? Math.floor(within(this.#room, root)) : undefined
  }
}
