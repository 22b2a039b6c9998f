import type { Gate, PermitOutcome } from '../../src/limit/gate.ts'
import { Lane, type ShareQueue, type Waiter } from '../../src/limit/lane.ts'
import { Limiter } from '../../src/limit/limiter.ts'
import type { WaitGraph } from '../../src/limit/loans.ts'
import { Share } from '../../src/limit/lane.ts'
import { systemClock, type Clock } from '../../src/util/clock.ts'
import { isInside, waitsFor, type Need } from './waits-for.ts'

/** A turn inside a call. */
export class InnerShare extends Share {
  readonly outer: Call

  constructor(outer: Call) {
    super(outer)
    this.outer = outer
  }
}

/** A call that waits and runs, for as long as the test wants. */
export class Call implements Waiter {
  readonly name: string
  readonly share: Share
  readonly lane: Lane
  readonly #onBegin: (call: Call) => void
  /** It has its permits, and has not ended. */
  isRunning = false
  /** Its unfinished inner calls. */
  readonly inside: Set<Call> = new Set()
  /** It has begun to wait for those, and does not work again yet. */
  waits = false
  /** Takes it out of line, if it is in line for a slot again. */
  leaveLine: (() => void) | undefined
  queue: ShareQueue | undefined
  previous: Waiter | undefined
  next: Waiter | undefined
  order = 0
  servedAt = 0
  pathMs = 0
  waitsInside = false
  lost: Set<Gate> | undefined
  borrowed: Map<Gate, Waiter> | undefined
  lent: Map<Gate, Waiter> | undefined

  constructor(name: string, share: Share, lane: Lane, onBegin: (call: Call) => void) {
    this.name = name
    this.share = share
    this.lane = lane
    this.#onBegin = onBegin
  }

  /** The call that it runs inside. */
  get outer(): Call | undefined {
    return this.share instanceof InnerShare ? this.share.outer : undefined
  }

  begin(): void {
    this.#onBegin(this)
  }

  /** A turn inside this call. */
  nest(): Share {
    return new InnerShare(this)
  }
}

/**
 * A limiter whose calls run until {@link end} is called. A call with inner calls waits until the last of them has ended or
 * was called off.
 */
export class Bench {
  readonly limiter: Limiter
  readonly slots: Gate
  /** Those that hold permits, in the order in which they started. */
  readonly running: Set<Call> = new Set()
  /** The names of all that ever started, in order. */
  readonly started: string[] = []
  /** When they did, by the clock. */
  readonly times: number[] = []
  /** How often it was asked whether a lender waits for somebody. */
  questions = 0
  readonly #clock: Clock

  constructor(slots: Gate, clock: Clock = systemClock, onTime?: () => void) {
    this.slots = slots
    this.#clock = clock
    this.limiter = new Limiter(slots, this.#graph(), clock, onTime)
  }

  lane(...gates: Gate[]): Lane {
    return new Lane(gates, this.slots)
  }

  /** The names of those that run and do not only wait. */
  get working(): string[] {
    return [...this.running].filter(({ waits }) => !waits).map(({ name }) => name)
  }

  /** Puts calls in line, and starts those that may start. */
  add(share: Share, lane: Lane, ...names: string[]): Call[] {
    const calls = names.map((name) => this.enqueue(name, share, lane))
    this.limiter.pump()
    return calls
  }

  /** Puts a call in line. */
  enqueue(
    name: string,
    share: Share,
    lane: Lane,
    comesBack: boolean = false,
    pathMs: number = 0,
  ): Call {
    const call = new Call(name, share, lane, (begun) => this.#begin(begun))
    call.pathMs = pathMs
    const { outer } = call
    if (outer !== undefined && this.running.has(outer)) this.#waitInside(outer, call)
    this.limiter.enqueue(call, comesBack)
    return call
  }

  /** Ends a call, which is the one that works the longest unless another is named. */
  end(call: Call | undefined = this.#firstAtWork(), outcome: PermitOutcome = 'success'): void {
    this.finish(call, outcome)
    this.#endInside(call)
    this.limiter.pump()
  }

  /** Ends an attempt, and puts the next one of the same call in line. */
  retry(call: Call): Call {
    this.finish(call, 'ignored')
    const next = this.enqueue(`${call.name} again`, call.share, call.lane, true)
    this.#endInside(call)
    this.limiter.pump()
    return next
  }

  /** Calls off a call that has not started. */
  remove(call: Call): void {
    this.limiter.remove(call)
    this.#endInside(call)
    this.limiter.pump()
  }

  endAll(): void {
    while (this.#firstAtWork() !== undefined) this.end()
  }

  /** Gives back what a call holds, and starts nobody yet. */
  finish(call: Call | undefined, outcome: PermitOutcome): asserts call is Call {
    if (call === undefined || !this.running.delete(call)) throw new Error('It does not run.')
    call.leaveLine?.()
    call.leaveLine = undefined
    call.isRunning = false
    this.limiter.finish(call, outcome, 1)
  }

  #begin(call: Call): void {
    call.isRunning = true
    this.running.add(call)
    this.started.push(call.name)
    this.times.push(this.#clock.now())
  }

  #firstAtWork(): Call | undefined {
    for (const call of this.running) if (!call.waits) return call
    return undefined
  }

  #waitInside(outer: Call, inner: Call): void {
    outer.inside.add(inner)
    outer.leaveLine?.()
    outer.leaveLine = undefined
    outer.waits = true
    this.limiter.waitInside(outer)
  }

  #endInside(inner: Call): void {
    const { outer } = inner
    if (outer?.inside.delete(inner) !== true || outer.inside.size > 0) return
    if (!this.running.has(outer)) return
    const work = (): void => {
      outer.leaveLine = undefined
      outer.waits = false
    }
    outer.leaveLine = this.limiter.comeBack(outer, work)
  }

  /** Whether one that holds permits cannot go on before another has run. */
  waitsFor(lender: Call, waiter: Call, alone: boolean): boolean {
    return waitsFor(lender, waiter, alone, (call) => this.#needsOf(call))
  }

  #graph(): WaitGraph {
    const needsOf = (call: Call): Need[] => this.#needsOf(call)
    return {
      waitsFor: (lender, waiter, alone) => {
        this.questions += 1
        return this.waitsFor(lender as Call, waiter as Call, alone)
      },
      *neededBy(lenders) {
        const calls = new Set(lenders as Call[])
        for (const call of calls) {
          yield [call]
          for (const one of needsOf(call).flat()) calls.add(one)
        }
      },
    }
  }

  #needsOf(call: Call): Need[] {
    if (call.isRunning) return [...call.inside].map((inner) => [inner])
    const needs = [...this.limiter.waitingHolders(call)] as Need[]
    // What a call around it holds is lent to it.
    return needs.filter((holders) => !holders.some((holder) => isInside(call, holder)))
  }
}

export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
}
