import assert from 'node:assert/strict'
import { asked, decided, runEnded, runMessage, runStarted, settled, started } from './records.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

export const pruneChecks: readonly Requirement<CheckedJournal>[] = [
  {
    name: 'pruning forgets runs that ended before the moment, with their calls, and no other',
    async check({ journal }) {
      for (const [runId, endedAtMs] of [
        ['old', 9],
        ['new', 10],
        ['going on', undefined],
      ] as const) {
        await journal.append(runStarted(runId))
        await journal.append(runMessage(runId, 1))
        await journal.append(settled(`${runId}-1`, 'a'))
        if (endedAtMs !== undefined) await journal.append(runEnded(runId, endedAtMs))
      }
      assert.equal(await journal.prune({ beforeMs: 10 }), 1)
      assert.equal(await journal.run('old'), undefined)
      assert.equal((await journal.turn('old-1')).size, 0)
      for (const runId of ['new', 'going on']) {
        assert.equal((await journal.run(runId))?.messages.length, 1)
        assert.equal((await journal.turn(`${runId}-1`)).size, 1)
      }
      assert.equal(await journal.prune({ beforeMs: 10 }), 0)
    },
  },
  {
    name: 'pruning forgets turns of no run that were last written to before the moment',
    async check({ journal }) {
      await journal.append(settled('old', 'a', 1))
      await journal.append(settled('old', 'b', 9))
      await journal.append(settled('settled later', 'a', 1))
      await journal.append(settled('settled later', 'b', 10))
      await journal.append(started('started later', 'a', 10))
      await journal.append(asked('asked later', 'a', 10))
      await journal.append(asked('decided later', 'a', 1))
      await journal.append(decided('decided later', 'a', 'allow', 10))
      assert.equal(await journal.prune({ beforeMs: 10 }), 1)
      assert.equal((await journal.turn('old')).size, 0)
      assert.equal((await journal.turn('settled later')).size, 2)
      assert.equal(await journal.prune({ beforeMs: 11 }), 4)
    },
  },
  {
    name: 'pruning takes as many as there are, and what was pruned can come again',
    async check({ journal }) {
      const appends: Promise<void>[] = []
      for (let n = 0; n < 250; n += 1) {
        appends.push(journal.append(runStarted(`r${n}`)), journal.append(runEnded(`r${n}`)))
        for (let call = 0; call < 10; call += 1)
          appends.push(journal.append(settled(`t${n}`, `c${call}`)))
      }
      await Promise.all(appends)
      assert.equal(await journal.prune({ beforeMs: 100 }), 500)
      assert.deepEqual(await journal.runs(), [])
      await journal.append(settled('t0', 'c0'))
    },
  },
]
