import { AsyncResource } from 'node:async_hooks'
import type { ToolCall } from '../call/call.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { ToolContext } from '../call/tool.ts'
import type { Turn } from '../turn/contract.ts'
import { nextTurn } from '../util/clock.ts'
import { bodyOf } from './bodies.ts'
import { CallOrder } from './call-order.ts'
import type { SoftStop } from './soft-stop.ts'

/** What a call does once it may: it gets the input, which an approver may have changed, and a signal to stop by. */
export type Body = (input: never, context: ToolContext) => unknown

/** What a step needs of the guard that it belongs to. */
export interface StepBase {
  /** Begins a turn that takes calls of this tool, and of all that were named before. */
  readonly open: (name: string) => OpenTurn
  /** The ids of the message's calls in the model's order, if they are known before the first of them is run. */
  readonly callIds: readonly string[] | undefined
  readonly stop: SoftStop | undefined
}

/** A turn that takes more calls, and the tools whose calls it takes. */
export interface OpenTurn {
  readonly turn: Turn
  readonly takes: (name: string) => boolean
}

/**
 * The calls of one message, as a framework brings them: one by one, each to be answered by itself, and without a word that it was the
 * last. They run as one turn, which is open while any of them is under way.
 */
export class Step {
  readonly #base: StepBase
  readonly #order: CallOrder | undefined
  #open: OpenTurn | undefined
  #underWay = 0

  constructor(base: StepBase) {
    this.#base = base
    this.#order = base.callIds === undefined ? undefined : new CallOrder(base.callIds)
  }

  /**
   * Runs a call. `signal` cancels it. `body` runs in the async context of whoever asks for it here.
   *
   * @returns a promise of its result, which rejects only with the error of a body that was withdrawn.
   */
  run(call: ToolCall, body: Body, signal?: AbortSignal): Promise<ToolResult> {
    const order = this.#order
    if (order === undefined || order.isNext(call.id)) {
      const result = this.#add(call, body, signal)
      order?.came(call.id)
      return result
    }
    // Calls that the model made before it are still on their way here.
    return new Promise((resolve) => {
      const add = (): void => resolve(this.#add(call, body, signal))
      order.wait(call.id, AsyncResource.bind(add))
    })
  }

  #add(call: ToolCall, body: Body, signal: AbortSignal | undefined): Promise<ToolResult> {
    const { stop } = this.#base
    if (this.#open?.takes(call.name) === false) this.#close()
    const { turn } = (this.#open ??= this.#base.open(call.name))
    this.#underWay += 1
    stop?.begin()
    const result = turn.add(call, {
      run: bodyOf(this, body) as (input: unknown, context: ToolContext) => unknown,
      signal: stop?.calls ?? signal,
    })
    const ended = (): void => {
      stop?.end()
      this.#underWay -= 1
      if (this.#underWay === 0) void this.#closeIfIdle()
    }
    result.then(ended, ended)
    return result
  }

  /** Frameworks that bound the calls in flight bring the next one as soon as they hear of a result. */
  async #closeIfIdle(): Promise<void> {
    await nextTurn()
    if (this.#underWay === 0) this.#close()
  }

  #close(): void {
    this.#open?.turn.commit()
    this.#open = undefined
  }
}
