import assert from 'node:assert/strict'
import { ask, inLine, refuses, writes } from './requests.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedKeys } from './checked-keys.ts'

const closed = 'keys_closed'

export const closeChecks: readonly Requirement<CheckedKeys>[] = [
  {
    name: 'shared keys have a name',
    async check({ keys }) {
      assert.ok(keys.name.length > 0)
    },
  },
  {
    name: 'closed keys refuse every request, and can be closed again',
    async check({ keys }) {
      await keys.close()
      await keys.close()
      await refuses(closed, ask(keys, writes('a')).lease)
    },
  },
  {
    name: 'a waiting request rejects when the keys are closed',
    async check({ keys }) {
      await ask(keys, writes('a')).lease
      const waiting = refuses(closed, ask(keys, writes('a')).lease)
      await inLine(keys)
      const atOnce = refuses(closed, ask(keys, writes('a')).lease)
      await keys.close()
      await Promise.all([waiting, atOnce])
    },
  },
  {
    name: 'a lease is lost when the keys are closed, and may still be released',
    async check({ keys, others }) {
      const lease = await ask(keys, writes('a')).lease
      const heard = new Promise((resolve) => {
        lease.lost.addEventListener('abort', resolve)
      })
      await keys.close()
      await heard
      assert.equal(lease.lost.aborted, true)
      await lease.release()
      // Others have them; unless they are the same keys, which are closed.
      if (others !== keys) await (await ask(others, writes('a')).lease).release()
    },
  },
]
