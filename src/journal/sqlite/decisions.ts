import type { Clock, TimerHandle } from '../../util/clock.ts'
import { Waiters, type Awaited, type Decision } from '../waiters.ts'
import type { FileClient } from './file-client.ts'
import { decisionOf } from './history.ts'

/** Waits for decisions of this process, which it receives, and of others, for which it polls while one is awaited. */
export class Decisions {
  readonly #client: FileClient
  readonly #clock: Clock
  readonly #pollMs: number
  readonly #waiters = new Waiters()
  #timer: TimerHandle | undefined
  #looking = false
  /** The version of the file in which all who waited were looked for. */
  #version: number | undefined

  constructor(client: FileClient, clock: Clock, pollMs: number) {
    this.#client = client
    this.#clock = clock
    this.#pollMs = pollMs
  }

  async wait(call: Awaited, signal: AbortSignal): Promise<Decision> {
    const waited = this.#waiters.wait(call, signal)
    const leave = (): void => this.#rest()
    waited.then(leave, leave)
    this.#watch()
    void this.#look([call], undefined)
    return waited
  }

  resolve(call: Awaited, decision: Decision): void {
    this.#waiters.resolve(call, decision)
  }

  fail(error: Error): void {
    this.#waiters.rejectAll(error)
  }

  #watch(): void {
    if (this.#timer !== undefined || this.#looking || this.#waiters.size === 0) return
    this.#timer = this.#clock.setTimer(() => void this.#poll(), this.#pollMs, undefined)
  }

  async #poll(): Promise<void> {
    this.#timer = undefined
    this.#looking = true
    this.#version = await this.#look(this.#waiters.awaited(), this.#version)
    this.#looking = false
    this.#watch()
  }

  /** Returns the file's version. A failure is that of all who wait, unless it is about one of their calls. */
  async #look(calls: readonly Awaited[], known: number | undefined): Promise<number | undefined> {
    try {
      const { version, decided } = await this.#client.ask({ type: 'decisions', calls, known })
      for (const row of decided) {
        const decision = decisionOf(row)
        if (decision !== undefined)
          this.#waiters.resolve({ turnId: row.turn, callKey: row.call }, decision)
      }
      return version
    } catch (error) {
      const [only, ...more] = calls
      if (more.length > 0) await Promise.all(calls.map((call) => this.#look([call], undefined)))
      else if (only !== undefined) this.#waiters.reject(only, error as Error)
      return undefined
    }
  }

  #rest(): void {
    if (this.#waiters.size > 0 || this.#timer === undefined) return
    this.#clock.clearTimer(this.#timer)
    this.#timer = undefined
  }
}
