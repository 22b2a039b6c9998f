import assert from 'node:assert/strict'
import { refuses, settled, started, withdrawn } from './records.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

const conflict = 'journal_conflict'

export const startChecks: readonly Requirement<CheckedJournal>[] = [
  {
    name: 'of two who start a call, in one moment or later, the first has it',
    async check({ journal }) {
      const first = journal.append(started('t', 'a', 1))
      await refuses(conflict, journal.append(started('t', 'a', 2)))
      await first
      await refuses(conflict, journal.append(started('t', 'a', 3)))
      await refuses(conflict, journal.append({ ...started('t', 'a', 4), start: 1 }))
      const kept = (await journal.turn('t')).get('a')
      assert.deepEqual([kept?.startedAtMs, kept?.starts], [1, 1])
    },
  },
  {
    name: 'who starts a call again says which start that is, and of two who do so the first has it',
    async check({ journal }) {
      await journal.append({ ...started('t', 'a', 1), start: 1 })
      await refuses(conflict, journal.append({ ...started('t', 'a', 2), start: 3 }))
      const other = { ...started('t', 'a', 2), start: 2, idempotencyKey: 'other' }
      await refuses(conflict, journal.append(other))
      const again = journal.append({ ...started('t', 'a', 5), start: 2 })
      await refuses(conflict, journal.append({ ...started('t', 'a', 6), start: 2 }))
      await again
      const kept = (await journal.turn('t')).get('a')
      const { idempotencyKey, startedAtMs, starts } = kept ?? {}
      assert.deepEqual([idempotencyKey, startedAtMs, starts], ['t-a', 5, 2])
      await journal.append({ ...started('t', 'a', 7), start: 3 })
    },
  },
  {
    name: 'a journal refuses to start again what has not started, or has its result',
    async check({ journal }) {
      await refuses(conflict, journal.append({ ...started('t', 'a'), start: 2 }))
      await refuses(conflict, journal.append({ ...started('t', 'a'), start: 0 }))
      assert.equal((await journal.turn('t')).size, 0)
      await journal.append(started('t', 'a'))
      await journal.append(settled('t', 'a'))
      await refuses(conflict, journal.append({ ...started('t', 'a'), start: 2 }))
    },
  },
  {
    name: 'a journal refuses a late result, or withdrawal, of a start that another has replaced',
    async check({ journal }) {
      await journal.append(started('t', 'a', 1))
      await journal.append({ ...started('t', 'a', 2), start: 2 })
      for (const start of [0, 1, 3]) {
        await refuses(conflict, journal.append({ ...settled('t', 'a'), start }))
        await refuses(conflict, journal.append({ ...withdrawn('t', 'a'), start }))
      }
      const kept = (await journal.turn('t')).get('a')
      assert.deepEqual([kept?.result, kept?.startedAtMs], [undefined, 2])
      await journal.append({ ...settled('t', 'a', 9), start: 2 })
      assert.equal((await journal.turn('t')).get('a')?.settledAtMs, 9)
      // What has not started has come to its result without.
      await journal.append({ ...settled('t', 'b'), start: 0 })
    },
  },
  {
    name: 'a call that was withdrawn has not started, and starts again as its next start',
    async check({ journal }) {
      await refuses(conflict, journal.append(withdrawn('t', 'a')))
      await journal.append(started('t', 'a', 1))
      await journal.append({ ...withdrawn('t', 'a'), start: 1 })
      const kept = (await journal.turn('t')).get('a')
      assert.deepEqual([kept?.startedAtMs, kept?.starts], [undefined, 1])
      await refuses(conflict, journal.append(started('t', 'a', 4)))
      await journal.append({ ...started('t', 'a', 5), start: 2 })
      assert.equal((await journal.turn('t')).get('a')?.startedAtMs, 5)
    },
  },
  {
    name: 'an engine keeps nothing more once another has taken its journal over, and is told so',
    async check({ journal, takeOver }) {
      await journal.append(started('t', 'a', 1))
      const next = await takeOver?.()
      if (next === undefined) return
      try {
        await next.append({ ...started('t', 'a', 2), start: 2 })
        await refuses('journal_lost', journal.append(settled('t', 'a')))
        await refuses('journal_lost', journal.append(started('u', 'b')))
        await next.append({ ...settled('t', 'a', 3), start: 2 })
        assert.equal((await next.turn('t')).get('a')?.settledAtMs, 3)
        assert.equal((await next.turn('u')).size, 0)
      } finally {
        await next.close()
      }
    },
  },
]
