import type { ToolContext } from '../../src/call/tool.ts'
import type { TimerHandle } from '../../src/util/clock.ts'
import { faults } from '../model/fault.ts'
import type { AttemptPlan, TurnPlan } from '../plan.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import { Deed } from './deed.ts'
import type { World } from './world.ts'

/** What a modelled tool does in one attempt, as its plan says. */
export class ToolRun {
  readonly #world: World
  readonly #attempt: AttemptWatch
  readonly #plan: AttemptPlan
  readonly #context: ToolContext
  readonly #deed: Deed
  readonly #answer = Promise.withResolvers<unknown>()
  #timer: TimerHandle | undefined
  #signal: AbortSignal | undefined
  #isDone = false

  constructor(world: World, attempt: AttemptWatch, context: ToolContext) {
    this.#world = world
    this.#attempt = attempt
    this.#plan = attempt.plan
    this.#context = context
    this.#deed = new Deed(world.history, attempt)
  }

  start(): unknown {
    const { act, progress, sync, nested } = this.#plan
    const { call } = this.#attempt
    if (progress) this.#context.progress(call.name)
    if (act !== undefined) this.#world.act(call.turn, { does: act, call: call.plan.n })
    if (nested.length === 0) this.#deed.look()
    if (sync) return this.#answerAtOnce()
    this.#listen()
    if (nested.length === 0) this.#work()
    else this.#nest(nested)
    return this.#answer.promise
  }

  #answerAtOnce(): unknown {
    this.#isDone = true
    this.#deed.do(this.#context.idempotencyKey)
    const outcome = this.#outcome()
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }

  #listen(): void {
    const { onStop } = this.#plan
    if (onStop === 'deaf' || onStop === 'late') return
    this.#signal = this.#look()
    if (this.#signal.aborted) this.#onAbort()
    else this.#signal.addEventListener('abort', this.#onAbort)
  }

  #look(): AbortSignal {
    const { signal } = this.#context
    this.#attempt.signal = signal
    this.#world.history.signals.push({ signal, name: this.#attempt.name })
    return signal
  }

  #nest(plans: readonly TurnPlan[]): void {
    const attempt = this.#attempt
    const done = this.#plan.inSequence
      ? this.#driveEach(plans)
      : Promise.all(plans.map((plan) => this.#world.drive(plan, attempt)))
    this.#look()
    if (this.#plan.detached) return this.#work()
    attempt.waitsForNested = true
    void this.#workAfter(done)
  }

  /** One after another, as an agent's loop does. */
  async #driveEach(plans: readonly TurnPlan[]): Promise<void> {
    for (const plan of plans) await this.#world.drive(plan, this.#attempt)
  }

  async #workAfter(done: Promise<unknown>): Promise<void> {
    await done
    this.#attempt.waitsForNested = false
    this.#deed.look()
    this.#work()
  }

  #work(): void {
    const { latencyMs } = this.#plan
    if (latencyMs === null || this.#isDone) return
    this.#timer = this.#world.clock.after(latencyMs, () => {
      if (this.#plan.onStop === 'late' && this.#look().aborted) this.#giveUp()
      else this.#finish()
    })
  }

  readonly #onAbort = (): void => {
    if (this.#plan.onStop === 'prompt') this.#giveUp()
    else
      this.#world.clock.after(this.#plan.stopMs, () => {
        if (this.#plan.finishes) this.#finish()
        else this.#giveUp()
      })
  }

  #giveUp(): void {
    if (this.#isDone) return
    this.#cleanUp()
    const { throws } = this.#plan
    const fault = throws === undefined ? undefined : faults[throws]
    // One that knows that nothing was done says so also when it is stopped.
    const error = fault?.nothingDone ? fault.make() : (this.#context.signal.reason as unknown)
    this.#world.toolEnded(this.#attempt, { kind: 'threw', error, atMs: this.#world.clock.nowMs })
    this.#answer.reject(error)
  }

  #finish(): void {
    if (this.#isDone) return
    this.#cleanUp()
    this.#deed.do(this.#context.idempotencyKey)
    this.#hop(this.#plan.hops)
  }

  #hop(left: number): void {
    if (left > 0) {
      void Promise.resolve().then(() => this.#hop(left - 1))
      return
    }
    const outcome = this.#outcome()
    if ('error' in outcome) this.#answer.reject(outcome.error)
    else this.#answer.resolve(outcome.value)
  }

  #cleanUp(): void {
    this.#isDone = true
    if (this.#timer !== undefined) this.#world.clock.clear(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  #outcome(): { error: unknown } | { value: unknown } {
    const { throws, progress } = this.#plan
    const attempt = this.#attempt
    const atMs = this.#world.clock.nowMs
    if (progress && attempt.overMs !== undefined) {
      this.#world.history.isMuted = true
      this.#context.progress('late')
      this.#world.history.isMuted = false
    }
    if (throws !== undefined) {
      const error = faults[throws].make()
      this.#world.toolEnded(attempt, { kind: 'threw', error, atMs })
      return { error }
    }
    const value = { call: attempt.name, saw: this.#deed.digest }
    this.#world.toolEnded(attempt, { kind: 'returned', value, atMs })
    return { value }
  }
}
