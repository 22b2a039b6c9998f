import { isDeepStrictEqual } from 'node:util'
import type { ToolCall } from '../src/call/call.ts'
import type { TurnEvent } from '../src/call/report/event.ts'
import { invariants } from './invariants.ts'
import type { Guarantee, Invariant } from './invariants/invariant.ts'
import type { Trace } from './trace.ts'
import type { CallWatch } from './watch/call-watch.ts'
import type { TurnWatch } from './watch/turn-watch.ts'
import type { History } from './watch/history.ts'

export interface Violation {
  readonly guarantee: Guarantee
  readonly message: string
  readonly atMs: number
}

type Hook = Exclude<keyof Invariant, 'guarantee'>

/** Takes in what happens, asks the invariants about it, and keeps the first violation. */
export class Monitor {
  readonly history: History
  readonly #trace: Trace | undefined
  readonly #byHook: ByHook
  violation: Violation | undefined

  /** @param holds what is checked; default: everything. */
  constructor(history: History, trace: Trace | undefined, holds?: readonly Invariant[]) {
    this.history = history
    this.#trace = trace
    this.#byHook = holds === undefined ? all : sortByHook(holds)
  }

  fail(guarantee: Guarantee, message: string): undefined {
    this.violation ??= { guarantee, message, atMs: this.history.nowMs }
  }

  note(text: string): void {
    this.#trace?.add(this.history.nowMs, text)
  }

  /** An event of the engine. */
  event(event: TurnEvent): void {
    if (event.turnId === 'probe') return
    const turn = this.history.turns.get(event.turnId)
    this.#trace?.event(this.history.nowMs, event, whoOf(event, turn))
    if (turn === undefined) return this.fail('told', `an event names no turn: ${event.turnId}`)
    if (turn.report !== undefined) this.fail('G8', `${turn.id}: ${event.type} after its end`)
    if (turn.plan.readers.length > 0) turn.events.push(event.type)
    if (event.type === 'turn.settled') {
      this.#ask('turnEnded', (it) => it.turnEnded?.(turn, event.report, this.history))
      turn.report = event.report
      this.history.ended(turn)
    } else if ('callId' in event) this.#callEvent(event)
  }

  #callEvent(event: TurnEvent & { callId: string; index: number }): void {
    const { history } = this
    const turn = history.turns.get(event.turnId)
    if (turn === undefined) return
    const call =
      event.type === 'call.received'
        ? history.received(turn, event.index, event.callId)
        : turn.calls[event.index]
    if (call === undefined) return this.fail('told', `${turn.id}: ${event.type} of no call`)
    if (event.callId !== call.id) this.fail('G1', `${call.name} goes by id "${event.callId}"`)
    if (call.stage === 'settled' && event.type !== 'call.settled')
      this.fail('G1', `${call.name}: ${event.type} after its result`)
    history.flight.expire(false)
    switch (event.type) {
      case 'call.received':
        if (!isNamed(call)) this.fail('G1', `${call.name} goes by id "${call.id}"`)
        if (!isSameCall(event.call, turn.given[event.index]))
          this.fail('G1', `${call.name} is another call`)
        break
      case 'call.waiting':
        history.waits(call, event.reason)
        break
      case 'call.started': {
        const attempt = history.started(call)
        if (event.attempt !== attempt.number)
          this.fail('told', `${attempt.name} is told as attempt ${event.attempt}`)
        this.#ask('started', (it) => it.started?.(attempt, history))
        break
      }
      case 'call.retrying':
        this.#ask('retrying', (it) => it.retrying?.(call, event.delayMs, event.error.code, history))
        history.retrying(call, event.delayMs)
        break
      case 'call.settled':
        this.#ask('settled', (it) => it.settled?.(call, event.result, history))
        call.result = event.result
        if (call.stage !== 'settled') history.settled(call)
        break
      case 'call.progress':
        if (history.isMuted) this.fail('G8', `${call.name}: progress of an attempt that is over`)
        break
    }
  }

  /** Time is about to move on, to `untilMs`. */
  quiet(untilMs: number = this.history.nowMs): void {
    this.history.flight.expire(true)
    this.#ask('quiet', (it) => it.quiet?.(this.history))
    if (this.history.hasNested) this.history.flight.pass(untilMs - this.history.nowMs)
  }

  finished(): void {
    this.#ask('finished', (it) => it.finished?.(this.history))
  }

  #ask(hook: Hook, ask: (invariant: Invariant) => string | undefined): void {
    if (this.violation !== undefined) return
    for (const invariant of this.#byHook[hook]) {
      const message = ask(invariant)
      if (message !== undefined) return this.fail(invariant.guarantee, message)
    }
  }
}

type ByHook = Readonly<Record<Hook, readonly Invariant[]>>

const hooks = ['started', 'retrying', 'settled', 'turnEnded', 'quiet', 'finished'] as const

function sortByHook(list: readonly Invariant[]): ByHook {
  const sorted = hooks.map((hook) => [hook, list.filter((one) => one[hook] !== undefined)])
  return Object.fromEntries(sorted) as ByHook
}

const all = sortByHook(invariants)

/** By the plan's names, which stay when a plan shrinks. */
function whoOf(event: TurnEvent, turn: TurnWatch | undefined): string {
  if (!('index' in event)) return event.turnId
  return `${event.turnId}.${turn?.plan.calls[event.index]?.n ?? '?'}`
}

/** By its own id to the letter, or, if it has none, by one that no call before it has. */
function isNamed({ id, plan, turn, index }: CallWatch): boolean {
  if (plan.id !== '') return id === plan.id
  return id !== '' && turn.calls.every((other) => other.index >= index || other.id !== id)
}

/** The engine keeps a copy of what it is given, with the very input. */
function isSameCall(told: ToolCall, given: ToolCall | undefined): boolean {
  return (
    given !== undefined &&
    told.id === given.id &&
    told.name === given.name &&
    told.input === given.input &&
    isDeepStrictEqual(told.invalid, given.invalid)
  )
}
