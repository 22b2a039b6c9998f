import { scopedId } from '../../src/util/scoped-id.ts'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { FanfoldError } from '../../src/call/errors/error.ts'
import { factsOf } from './facts.ts'
import { FileHere } from './file-here.ts'
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
      if (existsSync(this.#path)) this.#look()
    }
  }

  #look(): void {
    try {
      const journal = new FileHere(this.#path, 'decide')
      try {
        for (const { turnId, callKey, askedAtMs } of journal.questions()) {
          const decision = this.#decisions.get(scopedId(turnId, callKey))
          const atMs = Date.now()
          if (decision === undefined || atMs < (askedAtMs ?? 0) + this.#decideMs) continue
          journal.decide({ kind: 'call.decided', turnId, callKey, decision, atMs })
        }
      } finally {
        journal.close()
      }
    } catch (error) {
      // The engine is just making the file, or has just been killed; later it will do.
      if (!isJournalFault(error)) throw error
    }
  }
}

function isJournalFault(error: unknown): boolean {
  if (FanfoldError.is(error)) return error.code.startsWith('journal_')
  // SQLite's own.
  return error instanceof Error && 'errcode' in error
}
