import { describe, it } from 'node:test'
import { sharedKeysChecks } from '../../../src/testing/conformance/shared-keys/shared-keys-checks.ts'
import { noRedis } from '../../place/queue/redis.ts'
import { keysFor, newPrefix, redisForTests } from './lab.ts'
import { patienceMs } from '../../support/until.ts'

describe('redisKeys', { skip: noRedis ?? false }, async () => {
  if (noRedis !== undefined) return
  const redis = await redisForTests()
  const make = async () => {
    const prefix = newPrefix()
    const [keys, others] = [keysFor(redis, { prefix }), keysFor(redis, { prefix })]
    return { keys, others }
  }
  for (const { name, run } of sharedKeysChecks(make)) it(name, { timeout: 4 * patienceMs }, run)
})
