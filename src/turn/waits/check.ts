import { checkInput, findTool, type CheckedCall } from '../../call/check-call.ts'
import { badReference } from '../../call/errors/call-failure.ts'
import { Ready } from '../../call/known.ts'
import { effectsOf, type UndeclaredPolicy } from '../../call/effects.ts'
import type { Toolset } from '../../call/toolset.ts'
import type { Resolved } from '../../plan/references/reference.ts'
import type { Clock } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'
import type { TurnOrder } from '../keys/turn-order.ts'
import { SchemaAnswers } from './schema-answers.ts'
import type { Wait } from './wait.ts'

/** What a turn's calls are checked with. */
export interface CheckOptions {
  readonly tools: Toolset
  readonly undeclared: UndeclaredPolicy
  readonly clock: Clock
  /** How long a schema may take to answer, in milliseconds. */
  readonly timeoutMs: number
}

/**
 * A call waits for its schema, which may take its time. Once it is checked it takes its place among the calls of its turn,
 * and so do those after it that had to wait for that.
 */
export class CheckWait implements Wait<CallRecord> {
  readonly reason = 'check'
  readonly #options: CheckOptions
  readonly #order: TurnOrder
  readonly #resolve: ((call: CallRecord) => Resolved) | undefined
  readonly #answers: SchemaAnswers

  /** @param resolve gives the input of a call with what it refers to in its place. */
  constructor(options: CheckOptions, order: TurnOrder, resolve?: (call: CallRecord) => Resolved) {
    this.#options = options
    this.#order = order
    this.#resolve = resolve
    this.#answers = new SchemaAnswers(options)
  }

  enter(call: CallRecord): boolean {
    if (call.ready !== undefined) return true
    const checked = this.#answers.of(call, this.#check)
    return checked !== undefined && this.#take(call, checked)
  }

  leave(call: CallRecord): void {
    this.#answers.forget(call)
  }

  /** Takes a checked call's input; returns whether it can run. */
  #take(call: CallRecord, checked: CheckedCall): boolean {
    if ('failure' in checked) {
      call.turn.mover.settle(call, checked.failure)
      return false
    }
    const { tool, input } = checked
    const effects = effectsOf(tool, input, this.#options.undeclared, call.turn.callContext)
    call.known = new Ready(tool, input, effects)
    this.#order.place()
    return true
  }

  readonly #check = (call: CallRecord): CheckedCall | Promise<CheckedCall> => {
    const tool = findTool(call.call, this.#options.tools)
    if ('status' in tool) return { failure: tool }
    const resolved = this.#resolve?.(call)
    if (resolved === undefined) return checkInput(tool, call.call.input)
    if (resolved.ok) return checkInput(tool, resolved.value)
    return { failure: badReference(call.call.name, resolved.message) }
  }
}
