import { onAbort } from '../../util/on-abort.ts'
import type { Clock } from '../../util/clock.ts'
import type { SuspendOptions } from '../../turn/contract.ts'
import type { Run, RunEvent, RunOptions, RunResult } from '../contract.ts'
import { RunStop } from './run-stop.ts'
import type { JoinableRun } from './runs-under-way.ts'

/**
 * A run that is under way in this process already, as another caller sees it: the same events and the same result. Its
 * own signal and deadline end the waiting, not the run.
 */
export class JoinedRun<Message> implements Run<Message> {
  readonly id: string
  readonly result: Promise<RunResult<Message>>
  readonly #run: JoinableRun<Message>

  /** @param messages what the caller would have begun it with; undefined if it only goes on. */
  constructor(
    run: JoinableRun<Message>,
    clock: Clock,
    messages: readonly Message[] | undefined,
    options: RunOptions,
  ) {
    this.id = run.id
    this.#run = run
    this.result = this.#wait(new RunStop(clock, options), messages)
    this.result.catch(() => {})
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    return this.#run[Symbol.asyncIterator]()
  }

  cancel(reason?: string): void {
    this.#run.cancel(reason)
  }

  cancelCall(callId: string, reason?: string): void {
    this.#run.cancelCall(callId, reason)
  }

  say(text: string): Promise<void> {
    return this.#run.say(text)
  }

  suspend(options?: SuspendOptions): void {
    this.#run.suspend(options)
  }

  async #wait(
    stop: RunStop,
    messages: readonly Message[] | undefined,
  ): Promise<RunResult<Message>> {
    const { promise: stopped, resolve } = Promise.withResolvers<RunResult<Message>>()
    const off = onAbort(stop.signal, () => resolve(this.#run.soFar(stop.outcome ?? 'cancelled')))
    try {
      if (messages !== undefined) await Promise.race([this.#run.expectBegunWith(messages), stopped])
      return await Promise.race([this.#run.result, stopped])
    } finally {
      off()
      stop.end()
    }
  }
}
