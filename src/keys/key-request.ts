import { valueThat, type Check } from '../call/expect.ts'
import type { KeyRequest } from './shared-keys.ts'

/** Engines ask rightly; who asks for keys by hand is told what a request is. */
export const expectKeyRequest: Check<KeyRequest> = valueThat(
  'a request for keys: { reads, writes, owner, signal }',
  (value) => {
    const { reads, writes, signal } = value as Partial<KeyRequest>
    return Array.isArray(reads) && Array.isArray(writes) && signal instanceof AbortSignal
  },
)
