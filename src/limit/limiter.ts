import { systemClock, type Clock } from '../util/clock.ts'
import { Alarm } from '../util/alarm.ts'
import type { Gate, PermitOutcome } from './gate.ts'
import { nextNumber, type Lane, type Waiter } from './lane.ts'
import { Loans, nobodyWaits, type WaitGraph } from './loans.ts'
import { isAhead } from './ranking.ts'
import { Reservation } from './reservation.ts'

/** One who has waited inside, in line for what it gave up. */
interface Comeback {
  readonly waiter: Waiter
  readonly goOn: () => void
}

/** What comes back is before all that came for the first time. */
const comesBackBy = 2 ** 40

/**
 * Decides who starts next. Invariants:
 *
 * 1. Never more than a gate's permits in use, the engine's slots among them; what a call lends counts once.
 * 2. A waiter takes all its gates in one step, so that nobody holds one limit while waiting for another.
 * 3. Among those who could start, the turn that was served the longest ago goes first: turns get equal shares,
 *    whatever their size, whatever their other calls wait for, and whether or not they run inside a call. Within a turn
 *    what comes back goes before what is new, and of that, if calls of it wait for each other, the longest path.
 * 4. All who could start have started when {@link pump} returns, but for what the oldest waiter for several limits has
 *    reserved. If only time keeps somebody back, one timer is set to the next moment at which that may change.
 */
export class Limiter {
  readonly #slots: Gate
  /** Those who have waited inside and need again what they gave up, in the order in which they came. */
  readonly #comebacks: Set<Comeback> = new Set()
  /** Those with waiters; emptied ones stay until they are met. */
  readonly #lanes: Set<Lane> = new Set()
  readonly #timedLanes: Set<Lane> = new Set()
  readonly #loans: Loans
  readonly #reservation: Reservation
  readonly #clock: Clock
  readonly #alarm: Alarm
  /** When it was last looked who may start: what a real clock opens between that look and the setting of the timer was closed. */
  #lookedAtMs = -Infinity
  #orders = 0
  #waiting = 0
  #pumping = false

  /**
   * @param graph says who cannot go on before another has run.
   * @param onTime called when time may have opened a gate; it must come to call {@link pump}, which is the default.
   */
  constructor(
    slots: Gate,
    graph: WaitGraph = nobodyWaits,
    clock: Clock = systemClock,
    onTime: () => void = () => this.pump(),
  ) {
    this.#slots = slots
    this.#loans = new Loans(graph)
    this.#reservation = new Reservation((gate) => gate.taken > this.#loans.idle(gate).length)
    this.#clock = clock
    this.#alarm = new Alarm(clock, onTime)
  }

  /** How many wait in line. */
  get waiting(): number {
    return this.#waiting + this.#comebacks.size
  }

  /** How many calls may lend what they hold. */
  get lenders(): number {
    return this.#loans.size
  }

  /** Puts a waiter in line. It begins in the next {@link pump} at the earliest. */
  enqueue(waiter: Waiter, comesBack: boolean = false): void {
    const { share, lane } = waiter
    if (share.queues.length === 0) share.comeIn()
    waiter.order = this.#orders++ - (comesBack ? comesBackBy : 0)
    lane.add(waiter, comesBack)
    this.#waiting += 1
    this.#lanes.add(lane)
    if (lane.timed) this.#timedLanes.add(lane)
    this.#reservation.watch(lane)
  }

  /** Takes a waiter out of the line. */
  remove(waiter: Waiter): void {
    if (waiter.queue === undefined) return
    waiter.lane.remove(waiter)
    this.#waiting -= 1
    if (this.#alarm.isSet) this.#setAlarm()
  }

  /** The limit that a waiter waits for; undefined if it only waits for its turn. */
  closedGate({ lane }: Waiter): Gate | undefined {
    return lane.closedGate()
  }

  /** By each limit that keeps a waiter back and that nobody is at work on: those who hold it and wait themselves. */
  *waitingHolders({ lane }: Waiter): Generator<readonly Waiter[]> {
    for (const gate of lane.gates) {
      const idle = gate.held && !gate.ready() ? this.#loans.idle(gate) : []
      if (idle.length > 0 && gate.taken <= idle.length) yield idle
    }
  }

  /** Everybody in line, in no order among different limits. */
  inLine(): Waiter[] {
    return [...this.#lanes].flatMap((lane) => [...lane.waiters()])
  }

  /**
   * One who holds permits waits for calls inside it: it lends them, and gives its slot up, for those calls take slots of
   * their own. Before it goes on it is to {@link comeBack}.
   */
  waitInside(waiter: Waiter): void {
    if (waiter.lost?.has(this.#slots) !== true) this.#loans.giveUp(waiter, this.#slots)
    this.#loans.add(waiter)
  }

  /**
   * Calls `goOn` once one who waited inside has all its permits again, for itself: at once, or in {@link pump}.
   *
   * @returns what takes it out of line.
   */
  comeBack(waiter: Waiter, goOn: () => void): () => void {
    const comeback = { waiter, goOn }
    if (!this.#comesBack(comeback)) this.#comebacks.add(comeback)
    return () => this.#comebacks.delete(comeback)
  }

  /** One who waited inside goes on without what it has given up: it is to stop. The rest it lends no more. */
  goOnWithout(waiter: Waiter): void {
    this.#loans.delete(waiter)
  }

  /** Gives back what a waiter that began held. Call {@link pump} afterwards. */
  finish(waiter: Waiter, outcome: PermitOutcome, runMs: number): void {
    this.#loans.delete(waiter)
    this.#loans.give(waiter, outcome, runMs)
    waiter.lane.underWay -= 1
  }

  /**
   * Starts everyone who may start. Re-entrant calls are taken up by the outermost one.
   *
   * @param isInterrupted asked after each: somebody is about to come into line who may go before the others.
   */
  pump(isInterrupted: () => boolean = () => false): void {
    if (this.#pumping || this.#waiting + this.#comebacks.size === 0) return
    this.#pumping = true
    try {
      if (this.#comebacks.size > 0)
        for (const comeback of this.#comebacks) this.#comesBack(comeback)
      for (let waiter = this.#next(); waiter !== undefined; waiter = this.#next()) {
        const { share, lane } = waiter
        lane.remove(waiter)
        this.#waiting -= 1
        waiter.servedAt = share.place
        share.place = nextNumber()
        lane.underWay += 1
        for (const queue of share.queues) {
          if (queue.lane.meets(lane)) queue.servedAt = share.place
          queue.lane.reorder(queue)
        }
        waiter.begin()
        if (isInterrupted()) return
      }
    } finally {
      this.#pumping = false
    }
    if (this.#timedLanes.size > 0) this.#setAlarm()
  }

  #comesBack(comeback: Comeback): boolean {
    const { waiter, goOn } = comeback
    if (!this.#loans.canTakeBack(waiter)) return false
    const lost = waiter.lost ?? []
    const lenders =
      this.#loans.lendersFor(waiter, lost, false) ?? this.#loans.lendersFor(waiter, lost, true)
    if (lenders === undefined) return false
    this.#comebacks.delete(comeback)
    this.#loans.takeBack(waiter)
    this.#loans.take(waiter, lost, lenders)
    waiter.lost = undefined
    this.#loans.delete(waiter)
    goOn()
    return true
  }

  #next(): Waiter | undefined {
    if (this.#waiting === 0) return undefined
    if (this.#timedLanes.size > 0) this.#lookedAtMs = this.#clock.now()
    this.#reservation.update(this.#lookedAtMs)
    let best: Waiter | undefined
    for (const lane of this.#lanes) {
      if (lane.peek() === undefined) this.#lanes.delete(lane)
      else if (lane.closedGate() === undefined) {
        const first = this.#reservation.first(lane)
        if (first !== undefined && (best === undefined || isBefore(first, best))) best = first
      }
    }
    if (best === undefined) return this.#nextOnLoan()
    this.#loans.take(best, best.lane.gates)
    return best
  }

  /** Nobody can start on what is free: those who are waited for start on what is lent to them. */
  #nextOnLoan(): Waiter | undefined {
    if (this.#loans.size === 0) return undefined
    return this.#borrow(false) ?? this.#borrow(true)
  }

  /** `alone`: of several of whom any could borrow what all need, the first does. */
  #borrow(alone: boolean): Waiter | undefined {
    let best: Waiter | undefined
    let lendersOfBest: ReadonlyMap<Gate, Waiter> | undefined
    for (const lane of this.#lanes) {
      if (!this.#loans.mayOpen(lane)) continue
      for (const waiter of this.#loans.borrowersIn(lane)) {
        if (best !== undefined && !isBefore(waiter, best)) break
        const lenders = this.#loans.lendersFor(waiter, lane.gates, alone)
        if (lenders === undefined || lenders.size === 0) continue
        best = waiter
        lendersOfBest = lenders
        break
      }
    }
    if (best !== undefined) this.#loans.take(best, best.lane.gates, lendersOfBest)
    return best
  }

  #setAlarm(): void {
    let nextMs: number | undefined
    for (const lane of this.#timedLanes) {
      if (lane.peek() === undefined) this.#timedLanes.delete(lane)
      else {
        const atMs = lane.readyAtMs(this.#lookedAtMs)
        if (atMs !== undefined && (nextMs === undefined || atMs < nextMs)) nextMs = atMs
      }
    }
    this.#alarm.set(nextMs)
  }
}

function isBefore(a: Waiter, b: Waiter): boolean {
  return a.share.place < b.share.place || (a.share === b.share && isAhead(a, b))
}
