import type { CallDecided } from './journal.ts'

/** What a person said. */
export type Decision = Pick<CallDecided, 'decision' | 'reason' | 'changedInput'>

/** The call whose decision is awaited. */
export interface Awaited {
  readonly turnId: string
  readonly callKey: string
}

interface Waiter extends Awaited {
  readonly resolve: (decision: Decision) => void
  readonly reject: (reason: Error) => void
}

/** What a person said, without what else a record says. */
export function decisionIn({ decision, reason, changedInput }: Decision): Decision {
  return {
    decision,
    ...(reason !== undefined && { reason }),
    ...(changedInput !== undefined && { changedInput }),
  }
}

/** The waits for decisions. */
export class Waiters {
  readonly #waiting = new Set<Waiter>()

  get size(): number {
    return this.#waiting.size
  }

  /** The calls whose decisions are awaited. */
  awaited(): Awaited[] {
    return [...this.#waiting].map(({ turnId, callKey }) => ({ turnId, callKey }))
  }

  /** Resolves with the decision. Rejects as soon as the signal fires. */
  wait({ turnId, callKey }: Awaited, signal: AbortSignal): Promise<Decision> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const leave = (): void => {
        this.#waiting.delete(waiter)
        signal.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => waiter.reject(signal.reason as Error)
      const waiter: Waiter = {
        turnId,
        callKey,
        resolve: (decision) => {
          leave()
          resolve(decision)
        },
        reject: (reason) => {
          leave()
          reject(reason)
        },
      }
      this.#waiting.add(waiter)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  resolve({ turnId, callKey }: Awaited, decision: Decision): void {
    for (const waiter of this.#waiting)
      if (waiter.turnId === turnId && waiter.callKey === callKey)
        waiter.resolve(decisionIn(decision))
  }

  reject({ turnId, callKey }: Awaited, error: Error): void {
    for (const waiter of this.#waiting)
      if (waiter.turnId === turnId && waiter.callKey === callKey) waiter.reject(error)
  }

  rejectAll(error: Error): void {
    for (const waiter of this.#waiting) waiter.reject(error)
  }
}
