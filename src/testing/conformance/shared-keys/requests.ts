import assert from 'node:assert/strict'
import { FanfoldError } from '../../../call/errors/error.ts'
import type { SharedKeysCode } from '../../../keys/shared-keys-error.ts'
import type { KeyLease, KeyRequest, SharedKeys } from '../../../keys/shared-keys.ts'

/** A request, and what has become of it so far. */
export interface Asked {
  readonly lease: Promise<KeyLease>
  readonly granted: boolean
}

export function reads(...keys: string[]): Pick<KeyRequest, 'reads' | 'writes'> {
  return { reads: keys, writes: [] }
}

export function writes(...keys: string[]): Pick<KeyRequest, 'reads' | 'writes'> {
  return { reads: [], writes: keys }
}

export function ask(
  keys: SharedKeys,
  wanted: Pick<KeyRequest, 'reads' | 'writes'>,
  signal: AbortSignal = new AbortController().signal,
): Asked {
  const asked = {
    lease: keys.acquire({ ...wanted, owner: 'a check', signal }),
    granted: false,
  }
  const note = async (): Promise<void> => {
    await asked.lease
    asked.granted = true
  }
  // A rejection is for those that await the lease.
  note().catch(() => {})
  return asked
}

/** Resolves once all that was asked before through these keys has taken its place in line. */
export async function inLine(keys: SharedKeys): Promise<void> {
  const lease = await ask(keys, reads()).lease
  await lease.release()
}

/** Fails if the request has been granted. */
export async function waits(keys: SharedKeys, asked: Asked): Promise<void> {
  await inLine(keys)
  assert.equal(asked.granted, false, 'Expected the request to wait, but it was granted.')
}

/** Rejects unless the promise rejects with this code. */
export async function refuses(code: SharedKeysCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(FanfoldError.is(error), `Expected a FanfoldError, got ${String(error)}`)
    assert.equal(error.code, code, error.message)
    return true
  })
}
