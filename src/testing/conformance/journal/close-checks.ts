import assert from 'node:assert/strict'
import { asked, refuses, settled } from './records.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

const closed = 'journal_closed'
const never = (): AbortSignal => new AbortController().signal

export const closeChecks: readonly Requirement<CheckedJournal>[] = [
  {
    name: 'a journal has a name',
    async check({ journal }) {
      assert.ok(journal.name.length > 0)
    },
  },
  {
    name: 'closing waits for what was appended',
    async check({ journal, reopen }) {
      const appends = Array.from({ length: 50 }, (_, n) => journal.append(settled('t', `c${n}`)))
      await Promise.all([...appends, journal.close()])
      const again = await reopen?.()
      if (again === undefined) return
      try {
        assert.equal((await again.turn('t')).size, 50)
      } finally {
        await again.close()
      }
    },
  },
  {
    name: 'a closed journal refuses everything, and can be closed again',
    async check({ journal }) {
      await journal.close()
      await journal.close()
      await refuses(closed, journal.append(settled('t', 'a')))
      await refuses(closed, journal.turn('t'))
      await refuses(closed, journal.run('r'))
      await refuses(closed, journal.runs())
      await refuses(closed, journal.questions())
      await refuses(closed, journal.decision('t', 'a', never()))
      await refuses(closed, journal.prune({ beforeMs: 1 }))
    },
  },
  {
    name: 'a wait for a decision rejects when the journal is closed',
    async check({ journal }) {
      await journal.append(asked('t', 'a'))
      const waiting = refuses(closed, journal.decision('t', 'a', never()))
      await journal.close()
      await waiting
    },
  },
  {
    name: 'a journal that is open cannot be opened a second time',
    async check({ journal, reopen }) {
      if (reopen === undefined) return
      await refuses('journal_in_use', reopen())
      await journal.append(settled('t', 'a'))
      await journal.close()
      await (await reopen()).close()
    },
  },
]
