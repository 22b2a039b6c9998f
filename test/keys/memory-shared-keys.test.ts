import { describe, it } from 'node:test'
import { memorySharedKeys } from '../../src/keys/memory-shared-keys.ts'
import { sharedKeysChecks } from '../../src/testing/conformance/shared-keys/shared-keys-checks.ts'

describe('memorySharedKeys', () => {
  const make = async () => {
    const keys = memorySharedKeys()
    return { keys, others: keys }
  }
  for (const { name, run } of sharedKeysChecks(make)) it(name, run)
})
