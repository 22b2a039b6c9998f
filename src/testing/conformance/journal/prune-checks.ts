import assert from 'node:assert/strict'
import {
  asked,
  decided,
  runEnded,
  runMessage,
  runStarted,
  settled,
  started,
  withdrawn,
} from './records.ts'
import type { Journal, OuterCall } from '../../../journal/journal.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

/** A run that has not ended, and has made a message. */
async function runAround(journal: Journal): Promise<void> {
  await journal.append(runStarted('main'))
  await journal.append(runMessage('main', 1))
}

/** What has ended inside a call: a turn, a run, and a turn inside a call of that run. */
async function appendInside(journal: Journal, inside: OuterCall): Promise<void> {
  await journal.append({ ...settled('inner', 'a'), inside })
  await journal.append({ ...runStarted('helper'), inside })
  await journal.append(runMessage('helper', 1))
  await journal.append({ ...settled('helper-1', 'b'), inside })
  const within = { turnId: 'helper-1', callKey: 'b' }
  await journal.append({ ...settled('innermost', 'a'), inside: within })
  await journal.append(runEnded('helper'))
}

async function keptRuns(journal: Journal): Promise<string[]> {
  return (await journal.runs()).map(({ runId }) => runId)
}

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
      for (const turnId of ['started later', 'asked later', 'decided later'])
        await journal.append(settled(turnId, 'a', 1))
      assert.equal(await journal.prune({ beforeMs: 10 }), 1)
      assert.equal((await journal.turn('old')).size, 0)
      assert.equal((await journal.turn('settled later')).size, 2)
      assert.equal(await journal.prune({ beforeMs: 11 }), 4)
    },
  },
  {
    name: 'pruning keeps a turn of which a call has no result: one that has started, or waits for a person',
    async check({ journal }) {
      for (const turnId of ['started', 'asked', 'decided', 'withdrawn'])
        await journal.append(settled(turnId, 'before'))
      await journal.append(started('started', 'a'))
      await journal.append(asked('asked', 'a'))
      await journal.append(asked('decided', 'a'))
      await journal.append(decided('decided', 'a'))
      await journal.append(started('withdrawn', 'a'))
      await journal.append(withdrawn('withdrawn', 'a'))
      assert.equal(await journal.prune({ beforeMs: 100 }), 0)
      assert.equal((await journal.turn('started')).get('before')?.result?.status, 'ok')
      assert.equal((await journal.questions()).length, 1)
      await journal.append(decided('asked', 'a'))
      for (const turnId of ['started', 'asked', 'decided', 'withdrawn'])
        await journal.append(settled(turnId, 'a', 3))
      assert.equal(await journal.prune({ beforeMs: 100 }), 4)
    },
  },
  {
    name: 'pruning keeps what began inside a call of a run that has not ended, until the call has its result',
    async check({ journal }) {
      await runAround(journal)
      await journal.append(started('main-1', 'c'))
      await appendInside(journal, { turnId: 'main-1', callKey: 'c' })
      // What is inside a call that has its result is needed by nobody.
      assert.equal(await journal.prune({ beforeMs: 100 }), 1)
      assert.equal((await journal.turn('innermost')).size, 0)
      assert.equal((await journal.turn('inner')).size, 1)
      assert.equal((await journal.turn('helper-1')).size, 1)
      assert.equal(await journal.prune({ beforeMs: 100 }), 0)
      await journal.append(settled('main-1', 'c'))
      assert.equal(await journal.prune({ beforeMs: 100 }), 2)
      assert.deepEqual(await keptRuns(journal), ['main'])
    },
  },
  {
    name: 'pruning keeps what began inside a call of which nothing is kept, until its run has ended',
    async check({ journal }) {
      await runAround(journal)
      await appendInside(journal, { turnId: 'main-1', callKey: 'c' })
      assert.equal(await journal.prune({ beforeMs: 100 }), 1)
      await journal.append(runEnded('main', 50))
      assert.equal(await journal.prune({ beforeMs: 50 }), 2)
      assert.deepEqual(await keptRuns(journal), ['main'])
      assert.equal(await journal.prune({ beforeMs: 100 }), 1)
    },
  },
  {
    name: 'pruning keeps what began inside a call of a turn of no run, until the call has its result',
    async check({ journal }) {
      await journal.append(started('main-1', 'c'))
      await appendInside(journal, { turnId: 'main-1', callKey: 'c' })
      assert.equal(await journal.prune({ beforeMs: 100 }), 1)
      await journal.append(settled('main-1', 'c'))
      assert.equal(await journal.prune({ beforeMs: 100 }), 3)
      await appendInside(journal, { turnId: 'unknown', callKey: 'c' })
      assert.equal(await journal.prune({ beforeMs: 100 }), 3)
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
