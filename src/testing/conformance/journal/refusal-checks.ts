import assert from 'node:assert/strict'
import { asked, refuses, runEnded, runMessage, runStarted, settled, started } from './records.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

const conflict = 'journal_conflict'

export const refusalChecks: readonly Requirement<CheckedJournal>[] = [
  {
    name: 'a journal refuses a second result for one call, and the first stands',
    async check({ journal }) {
      await journal.append(settled('t', 'a', 2))
      const other = {
        ...settled('t', 'a', 5),
        result: { status: 'failed', content: 'no', attempts: 1 } as const,
      }
      await refuses(conflict, journal.append(other))
      const kept = (await journal.turn('t')).get('a')
      assert.deepEqual([kept?.result?.status, kept?.settledAtMs], ['ok', 2])
    },
  },
  {
    name: 'a journal refuses a second result that comes in the same moment',
    async check({ journal }) {
      const first = journal.append(settled('t', 'a', 2))
      await refuses(conflict, journal.append(settled('t', 'a', 3)))
      await first
      assert.equal((await journal.turn('t')).get('a')?.settledAtMs, 2)
    },
  },
  {
    name: 'a journal refuses a start or a question after the result',
    async check({ journal }) {
      await journal.append(settled('t', 'a'))
      await refuses(conflict, journal.append(started('t', 'a')))
      await refuses(conflict, journal.append(asked('t', 'a')))
      const kept = (await journal.turn('t')).get('a')
      assert.deepEqual([kept?.startedAtMs, kept?.askedAtMs], [undefined, undefined])
    },
  },
  {
    name: 'a journal refuses another call instead of one that it has',
    async check({ journal }) {
      await journal.append(started('t', 'a'))
      await refuses(conflict, journal.append({ ...settled('t', 'a'), name: 'refund' }))
      await refuses(conflict, journal.append({ ...settled('t', 'a'), input: '{"n":2}' }))
      await refuses(conflict, journal.append({ ...started('t', 'a'), input: '{"n":2}' }))
      await refuses(conflict, journal.append({ ...asked('t', 'a'), name: 'refund' }))
      assert.equal((await journal.turn('t')).get('a')?.result, undefined)
    },
  },
  {
    name: 'a refused record takes along what came after it in its turn, and nothing else',
    async check({ journal }) {
      const before = journal.append(settled('t', 'a'))
      const refused = refuses(conflict, journal.append(settled('t', 'a')))
      const after = refuses(conflict, journal.append(settled('t', 'b')))
      const elsewhere = journal.append(settled('u', 'a'))
      await Promise.resolve()
      const later = refuses(conflict, journal.append(settled('t', 'c')))
      await Promise.all([before, refused, after, elsewhere, later])
      assert.deepEqual([...(await journal.turn('t')).keys()], ['a'])
      assert.deepEqual([...(await journal.turn('u')).keys()], ['a'])
      // After the refusal is known, others may follow.
      await journal.append(settled('t', 'b'))
      await refuses(conflict, journal.append(settled('t', 'b')))
      await journal.append(settled('t', 'c'))
    },
  },
  {
    name: 'a refused run takes along its messages, and a refused message the calls of its turn',
    async check({ journal }) {
      const append = [
        journal.append(runMessage('r', 1)),
        journal.append(settled('r-1', 'a')),
        journal.append(runStarted('r')),
      ]
      await Promise.all(append.map((appended) => refuses(conflict, appended)))
      const messages = [1n]
      const refused = refuses('journal_record', journal.append({ ...runStarted('r'), messages }))
      const later = [
        journal.append(runMessage('r', 1)),
        journal.append(started('r-1', 'a')),
        journal.append(runEnded('r')),
      ]
      await Promise.all([refused, ...later.map((appended) => refuses(conflict, appended))])
      assert.deepEqual([await journal.run('r'), (await journal.turn('r-1')).size], [undefined, 0])
      await Promise.all([journal.append(runStarted('r')), journal.append(runMessage('r', 1))])
      await journal.append(settled('r-1', 'a'))
    },
  },
  {
    name: 'a journal refuses what is not JSON, and goes on',
    async check({ journal }) {
      const cycle: { self?: unknown } = {}
      cycle.self = cycle
      for (const value of [cycle, 1n]) {
        const record = settled('t', 'a')
        const result = { ...record.result, value }
        const refused = refuses('journal_record', journal.append({ ...record, result }))
        const after = refuses(conflict, journal.append(settled('t', 'b')))
        await Promise.all([refused, after])
      }
      await journal.append(settled('t', 'a'))
    },
  },
]
