import type { ToolCall } from '../call/call.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { ToolContext } from '../call/tool.ts'
import type { AddOptions, Turn } from '../turn/contract.ts'
import { isInside } from '../turn/run/nesting.ts'
import { nextTurn } from '../util/clock.ts'
import { AsyncResource } from '../util/platform/async-context.ts'
import { arrayWith } from '../util/without-literal.ts'
import { CallOrder } from './call-order.ts'
import { isObjectInput, objectInput, type ObjectInput } from './object-input.ts'
import type { SoftStop } from './soft-stop.ts'

/** What a call does once it may: it gets the input, which an approver may have changed, and a signal to stop by. */
export type Body = (input: never, context: ToolContext) => unknown

/** What a step needs of the guard that it belongs to. */
export interface StepBase {
  /**
   * Begins a turn that takes calls of this tool, and of all that were named before. If the message is not complete, only what reads
   * starts in it before it is committed.
   */
  readonly open: (name: string, isComplete: boolean) => OpenTurn
  /** The ids of the message's calls in the model's order, if they are known before the first of them is run. */
  readonly callIds?: readonly string[] | undefined
  readonly stop?: SoftStop | undefined
  /** The calls that came have ended, and no other is on its way. More may come all the same. */
  readonly onIdle?: (() => void) | undefined
  /** See `StepOptions`. */
  readonly complete?: PromiseLike<boolean> | undefined
}

/** A turn that takes more calls, and the tools whose calls it takes. */
export class OpenTurn {
  readonly turn: Turn
  readonly takes: (name: string) => boolean

  constructor(turn: Turn, takes: (name: string) => boolean) {
    this.turn = turn
    this.takes = takes
  }
}

/**
 * The calls of one message, as a framework brings them: one by one, each to be answered by itself, and without a word that it was the
 * last. They run as one turn, which is open while any of them is under way.
 */
export class Step {
  readonly #begin: StepBase['open']
  readonly #stop: SoftStop | undefined
  readonly #onIdle: (() => void) | undefined
  readonly #order: CallOrder | undefined
  #open: OpenTurn | undefined
  #underWay = 0
  #idle: PromiseWithResolvers<void> | undefined
  #isComplete: boolean
  /** Turns that take no more calls, of a message that is not complete. */
  #early: OpenTurn[] = arrayWith()

  constructor(base: StepBase) {
    const { callIds, complete } = base
    this.#begin = base.open
    this.#stop = base.stop
    this.#onIdle = base.onIdle
    this.#order = callIds === undefined ? undefined : new CallOrder(callIds)
    this.#isComplete = complete === undefined
    complete?.then(
      (isToRun) => this.#completed(isToRun),
      () => this.#completed(false),
    )
  }

  /**
   * Runs a call. `signal` cancels it. `body` runs in the async context of the caller of this method;
   * without one, the tool's own does.
   *
   * @param sameAs what a body that is made for this call alone stands for, such as the framework's tool: calls share results
   *   (`coalesce`, `cache` without a `scope`) only if theirs is the same object. Default: the body itself.
   * @returns a promise of its result, which rejects only with the error of a body that was withdrawn.
   */
  run(
    call: ToolCall,
    body: Body | undefined,
    signal?: AbortSignal,
    sameAs?: object,
  ): Promise<ToolResult> {
    const result = this.runEarly(call, body, signal, sameAs)
    this.#stop?.count(result)
    return result
  }

  /** Runs a call that the framework has not asked for yet: a soft stop does not wait for it. */
  runEarly(
    call: ToolCall,
    body: Body | undefined,
    signal?: AbortSignal,
    sameAs: object | undefined = body,
  ): Promise<ToolResult> {
    const order = this.#order
    if (order === undefined || order.isNext(call.id)) {
      const result = this.#add(call, body, signal, sameAs)
      order?.came(call.id)
      return result
    }
    return this.#addInOrder(order, call, body, signal, sameAs)
  }

  /** Whether one of its calls is what asks, or something inside it. */
  isAround(): boolean {
    return this.#open !== undefined && isInside(this.#open.turn)
  }

  /** Resolves once none of its calls is under way, and at once if there was none. */
  idle(): Promise<void> {
    if (this.#open === undefined) return Promise.resolve()
    this.#idle ??= Promise.withResolvers()
    return this.#idle.promise
  }

  /** Calls that the model made before it are still on their way here. */
  #addInOrder(
    order: CallOrder,
    call: ToolCall,
    body: Body | undefined,
    signal: AbortSignal | undefined,
    sameAs: object | undefined,
  ): Promise<ToolResult> {
    return new Promise((resolve) => {
      const add = (): void => resolve(this.#add(call, body, signal, sameAs))
      order.wait(call.id, AsyncResource.bind(add))
    })
  }

  #add(
    call: ToolCall,
    body: Body | undefined,
    signal: AbortSignal | undefined,
    sameAs: object | undefined,
  ): Promise<ToolResult> {
    if (this.#open?.takes(call.name) === false) this.#close()
    const { turn } = (this.#open ??= this.#begin(call.name, this.#isComplete))
    this.#underWay += 1
    const wrapped = isObjectInput(call.input) ? undefined : objectInput(call.input)
    const given = wrapped === undefined ? call : { ...call, input: wrapped.input }
    const run = (wrapped && body ? unwrapped(body, wrapped) : body) as AddOptions['run']
    const own = this.#stop?.signalWith(signal) ?? signal
    const result = turn.add(given, { run, sameAs, signal: own })
    result.then(this.#ended, this.#ended)
    return result
  }

  readonly #ended = (): void => {
    this.#underWay -= 1
    if (this.#underWay === 0) void this.#closeIfIdle()
  }

  /** Frameworks that bound the calls in flight bring the next one as soon as they hear of a result. */
  async #closeIfIdle(): Promise<void> {
    await nextTurn()
    if (this.#underWay > 0 || this.#order?.isWaiting === true || !this.#isComplete) return
    this.#close()
    this.#idle?.resolve()
    this.#idle = undefined
    this.#onIdle?.()
  }

  #close(): void {
    if (this.#open === undefined) return
    if (this.#isComplete) this.#open.turn.commit()
    else this.#early.push(this.#open)
    this.#open = undefined
  }

  #completed(isToRun: boolean): void {
    this.#close()
    this.#isComplete = true
    for (const { turn } of this.#early)
      if (isToRun) turn.commit()
      else turn.discard('The message was cut off.')
    this.#early = []
  }
}

function unwrapped(body: Body, { unwrap }: ObjectInput): Body {
  return (changed, context) => body(unwrap(changed) as never, context)
}
