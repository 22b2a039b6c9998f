import type { ToolCall } from '../call/call.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { ToolContext } from '../call/tool.ts'
import type { AddOptions, Turn } from '../turn/contract.ts'
import { attemptAround, isInside, isInsideTurnsOf } from '../turn/run/nesting.ts'
import { nextTurn } from '../util/clock.ts'
import { AsyncResource } from '../util/platform/async-context.ts'
import { arrayWith } from '../util/without-literal.ts'
import { CallOrder } from './steps/call-order.ts'
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
  /**
   * The step for calls that come through this one from somewhere else than where it was asked for. `isOwn`: from inside one of
   * its own calls. Undefined where none come from elsewhere.
   */
  readonly elsewhere?: ((step: Step, isOwn: boolean) => Step) | undefined
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
 *
 * A turn is inside the attempt that it begins inside, and so are all its calls: the attempt waits for them, and stops them. So one
 * step takes the calls of one attempt, or those that come from outside of all.
 */
export class Step {
  readonly #begin: StepBase['open']
  readonly #elsewhere: StepBase['elsewhere']
  readonly #around: object | undefined = attemptAround()
  readonly #stop: SoftStop | undefined
  readonly #onIdle: (() => void) | undefined
  readonly #order: CallOrder | undefined
  #open: OpenTurn | undefined
  #underWay = 0
  #idle: PromiseWithResolvers<void> | undefined
  #message: 'coming' | 'complete' | 'cut off'
  /** Turns that take no more calls, and may have some under way. While the message is coming they are not committed. */
  #closed: OpenTurn[] = arrayWith()

  constructor(base: StepBase) {
    const { callIds, complete } = base
    this.#begin = base.open
    this.#elsewhere = base.elsewhere
    this.#stop = base.stop
    this.#onIdle = base.onIdle
    this.#order = callIds === undefined ? undefined : new CallOrder(callIds)
    this.#message = complete === undefined ? 'complete' : 'coming'
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
    if (attemptAround() !== this.#around && this.#elsewhere !== undefined)
      return this.#elsewhere(this, this.#isAround()).runEarly(call, body, signal, sameAs)
    const order = this.#order
    if (order === undefined || order.isNext(call.id)) {
      const result = this.#add(call, body, signal, sameAs)
      order?.came(call.id)
      return result
    }
    return this.#addInOrder(order, call, body, signal, sameAs)
  }

  /** Resolves once none of its calls is under way, and at once if there was none, or one of them asks. */
  idle(): Promise<void> {
    if (this.#open === undefined || this.#isAround()) return Promise.resolve()
    this.#idle ??= Promise.withResolvers()
    return this.#idle.promise
  }

  /** Whether one of its calls is what asks, or something inside it. */
  #isAround(): boolean {
    if (this.#open !== undefined && isInside(this.#open.turn)) return true
    return this.#closed.some(({ turn }) => isInside(turn))
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
    const { turn } = (this.#open ??= this.#begin(call.name, this.#message === 'complete'))
    this.#underWay += 1
    const wrapped = isObjectInput(call.input) ? undefined : objectInput(call.input)
    const given = wrapped === undefined ? call : { ...call, input: wrapped.input }
    const run = (wrapped && body ? unwrapped(body, wrapped) : body) as AddOptions['run']
    const own = this.#stop?.signalWith(signal) ?? signal
    const result = turn.add(given, { run, sameAs, signal: own })
    result.then(this.#ended, this.#ended)
    if (this.#message === 'cut off') this.#close()
    return result
  }

  readonly #ended = (): void => {
    this.#underWay -= 1
    if (this.#underWay === 0) void this.#closeIfIdle()
  }

  /** Frameworks that bound the calls in flight bring the next one as soon as they hear of a result. */
  async #closeIfIdle(): Promise<void> {
    await nextTurn()
    if (this.#underWay > 0 || this.#order?.isWaiting === true || this.#message === 'coming') return
    this.#close()
    this.#closed = arrayWith()
    this.#idle?.resolve()
    this.#idle = undefined
    this.#onIdle?.()
  }

  #close(): void {
    if (this.#open === undefined) return
    this.#end(this.#open)
    this.#closed.push(this.#open)
    this.#open = undefined
  }

  /** Ends a turn as its message has ended, if it has. */
  #end({ turn }: OpenTurn): void {
    if (this.#message === 'complete') turn.commit()
    else if (this.#message === 'cut off') turn.discard('The message was cut off.')
  }

  #completed(isToRun: boolean): void {
    this.#close()
    this.#message = isToRun ? 'complete' : 'cut off'
    for (const each of this.#closed) this.#end(each)
    if (this.#underWay === 0) void this.#closeIfIdle()
  }
}

function unwrapped(body: Body, { unwrap }: ObjectInput): Body {
  return (changed, context) => body(unwrap(changed) as never, context)
}

/**
 * The id of a message's turn, by the name of its conversation and the message's place in it, if there are several. Undefined without a name,
 * and inside a call of that conversation: what a tool asks a model is another one, in which places are counted anew, and calls that it
 * hands on to other tools have ids that the journal knows.
 */
export function turnId(
  conversation: string | undefined,
  place?: string | number,
): string | undefined {
  if (conversation === undefined || isInsideTurnsOf(conversation)) return undefined
  return place === undefined ? conversation : `${conversation}/${place}`
}
