import { scopedId } from '../../src/util/scoped-id.ts'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { FanfoldError } from '../../src/call/errors/error.ts'
import { openJournal } from '../../src/journal/sqlite/open-journal.ts'
import { systemClock } from '../../src/util/clock.ts'
import { factsOf } from './facts.ts'
import type { CrashPlan } from './plan.ts'

/** The person who decides on calls, as `fanfold approve` does: from another process, whatever becomes of the engine's. */
export class Decider {
  readonly #path: string
  readonly #decideMs: number
  readonly #decisions: ReadonlyMap<string, 'allow' | 'deny'>
  #stopped = false
  #work: Promise<void> = Promise.resolve()

  constructor(path: string, plan: CrashPlan) {
    this.#path = path
    this.#decideMs = plan.decideMs
    this.#decisions = new Map(
      factsOf(plan).flatMap(({ key, call }) =>
        call.decision === undefined ? [] : [[key, call.decision] as const],
      ),
    )
  }

  /** There is nothing to decide. */
  get isIdle(): boolean {
    return this.#decisions.size === 0
  }

  start(): void {
    this.#stopped = false
    if (!this.isIdle) this.#work = this.#watch()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#work
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      await sleep(25)
      if (existsSync(this.#path)) await this.#look()
    }
  }

  async #look(): Promise<void> {
    try {
      const journal = await openJournal(this.#path, {
        mode: 'decide',
        pollMs: 1_000,
        clock: systemClock,
      })
      try {
        for (const { turnId, callKey, askedAtMs } of await journal.questions()) {
          const decision = this.#decisions.get(scopedId(turnId, callKey))
          const atMs = Date.now()
          if (decision === undefined || atMs < (askedAtMs ?? 0) + this.#decideMs) continue
          await journal.append({ kind: 'call.decided', turnId, callKey, decision, atMs })
        }
      } finally {
        await journal.close()
      }
    } catch (error) {
      // The engine is just making the file, or has just been killed; later it will do.
      if (!FanfoldError.is(error) || !error.code.startsWith('journal_')) throw error
    }
  }
}
