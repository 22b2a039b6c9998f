import { expectKeyRequest } from './key-request.ts'
import { boundedKeys } from '../call/key-bounds.ts'
import type { NoOptions } from '../call/options/exact.ts'
import { optionsCheck } from '../call/options/option-list.ts'
import type { Claim } from './key-claim.ts'
import { KeyTable } from './key-table.ts'
import type { KeyLease, KeyRequest, SharedKeys } from './shared-keys.ts'
import { keysClosed } from './shared-keys-error.ts'

/** Somebody who waits, or holds. */
interface Holder {
  readonly lost: AbortController
  readonly grant: () => void
  /** The keys are closed. */
  readonly end: (reason: Error) => void
}

const check = optionsCheck<object>({})

/**
 * Shared keys for several engines of one process, and for tests: hand the same object to each. A lease does not run
 * out, because no holder can die or be cut off without all the others; `lost` fires when the keys are closed.
 */
export function memorySharedKeys(options?: NoOptions): SharedKeys {
  check(options, 'memorySharedKeys')
  const name = 'memory'
  const table = new KeyTable<Holder>(({ grant }) => grant())
  const holders = new Set<Holder>()
  let closed = false
  let lastToken = 0

  function leaseOf(holder: Holder, claim: Claim<Holder>): KeyLease {
    const token = (lastToken += 1)
    return {
      token,
      lost: holder.lost.signal,
      async release() {
        holders.delete(holder)
        table.release(claim)
      },
    }
  }

  async function acquire(request: KeyRequest): Promise<KeyLease> {
    const { reads, writes, signal } = expectKeyRequest(request, 'request', ' of acquire')
    if (closed) throw keysClosed(name)
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<KeyLease>()
    const lost = new AbortController()
    const holder: Holder = {
      lost,
      grant: () => resolve(leaseOf(holder, claim)),
      end: (reason) => (claim.granted ? lost.abort(reason) : reject(reason)),
    }
    const claim = table.claim(holder, { reads: boundedKeys(reads), writes: boundedKeys(writes) })
    holders.add(holder)
    if (claim.granted) return leaseOf(holder, claim)
    const onAbort = (): void => {
      if (claim.granted) return
      holders.delete(holder)
      table.release(claim)
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  return {
    name,
    acquire,
    async close() {
      closed = true
      for (const { end } of holders) end(keysClosed(name))
      holders.clear()
    },
  }
}
