import assert from 'node:assert/strict'
import { ask, reads, writes } from './requests.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedKeys } from './checked-keys.ts'

export const tokenChecks: readonly Requirement<CheckedKeys>[] = [
  {
    name: 'a token is greater than those of all earlier leases on a key that overlaps',
    async check({ keys, others }) {
      let greatest = 0
      const wanted = [writes('a/b'), reads('a'), writes('*'), writes('a'), reads('*'), writes('a')]
      for (const [index, each] of [...wanted, ...wanted].entries()) {
        const lease = await ask(index % 2 === 0 ? keys : others, each).lease
        assert.ok(Number.isSafeInteger(lease.token), `${lease.token}`)
        assert.ok(lease.token > greatest, `Expected more than ${greatest}, got ${lease.token}.`)
        greatest = lease.token
        await lease.release()
      }
    },
  },
  {
    name: 'the tokens of those who wait grow in the order in which they get the key',
    async check({ keys, others }) {
      const tokens: number[] = []
      const all = Array.from({ length: 40 }, async (_, n) => {
        const lease = await ask(n % 2 === 0 ? keys : others, writes('a')).lease
        tokens.push(lease.token)
        await lease.release()
      })
      await Promise.all(all)
      assert.deepEqual(
        tokens,
        tokens.toSorted((a, b) => a - b),
      )
      assert.equal(new Set(tokens).size, 40)
    },
  },
]
