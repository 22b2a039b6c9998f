import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { UsageError } from '../../../src/call/errors/error.ts'
import { openJournal } from '../../../src/journal/sqlite/open-journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import {
  asked,
  runEnded,
  runMessage,
  runStarted,
  settled,
  started,
} from '../../../src/testing/conformance/journal/records.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { newFolder } from './folder.ts'

const { file, remove } = newFolder()
describe('what a journal forgets', () => {
  after(remove)

  it('is a run whose process has died, if asked for; not one that somebody may still be at', async () => {
    const dead = await sqliteJournal(file)
    for (const runId of ['no message', 'left', 'written later', 'call later', 'taken up']) {
      await dead.append(runStarted(runId, 1))
      if (runId === 'no message') continue
      await dead.append(runMessage(runId, 1, runId === 'written later' ? 10 : 2))
      await dead.append(started(`${runId}-1`, 'a', 3))
    }
    await dead.append(settled('call later-1', 'a', 10))
    await dead.append(runStarted('ended', 1))
    await dead.append(runEnded('ended', 10))
    assert.equal(await dead.prune({ beforeMs: 10, unfinished: true }), 0)
    await dead.close()
    const journal = await sqliteJournal(file)
    await journal.append(runStarted('begun', 1))
    await journal.run('taken up')
    assert.equal(await journal.prune({ beforeMs: 10 }), 0)
    assert.equal(await journal.prune({ beforeMs: 10, unfinished: false }), 0)
    await assert.rejects(journal.prune({ beforeMs: 10, unfinished: 1 as never }), UsageError)
    assert.equal(await journal.prune({ beforeMs: 10, unfinished: true }), 2)
    assert.equal((await journal.turn('left-1')).size, 0)
    const kept = (await journal.runs()).map(({ runId }) => runId).toSorted()
    assert.deepEqual(kept, ['begun', 'call later', 'ended', 'taken up', 'written later'])
    // One that has ended here is this process's no more.
    await journal.append(runEnded('begun', 2))
    assert.equal(await journal.prune({ beforeMs: 10, unfinished: true }), 1)
    await journal.close()
    const reading = await openJournal(file, { mode: 'read', pollMs: 10, clock: systemClock })
    assert.equal(await reading.countPrunable({ beforeMs: 10 }), 0)
    assert.equal(await reading.countPrunable({ beforeMs: 10, unfinished: true }), 1)
    assert.equal(await reading.countPrunable({ beforeMs: 11, unfinished: true }), 4)
    await reading.close()
  })

  it('is a turn whose process has died, if asked for, and what began inside a call that is forgotten', async () => {
    const { file: path, remove: removeAll } = newFolder()
    const inside = { turnId: 'main-1', callKey: 'c' }
    const dead = await sqliteJournal(path)
    await dead.append(started('left', 'a', 1))
    await dead.append(asked('question', 'a', 1))
    await dead.append(started('taken up', 'a', 1))
    await dead.append(runStarted('main', 1))
    await dead.append(runMessage('main', 1, 1))
    await dead.append(started('main-1', 'c', 1))
    for (const runId of ['ended', 'unfinished'])
      await dead.append({ ...runStarted(runId, 1), inside })
    await dead.append(runEnded('ended', 1))
    await dead.append({ ...settled('inner', 'a', 1), inside })
    await dead.close()
    const journal = await sqliteJournal(path)
    await journal.append(started('begun', 'a', 1))
    await journal.turn('taken up')
    assert.equal(await journal.prune({ beforeMs: 10 }), 0)
    assert.equal(await journal.prune({ beforeMs: 10, unfinished: true }), 6)
    assert.deepEqual(await journal.runs(), [])
    assert.deepEqual(await journal.questions(), [])
    await journal.append(settled('begun', 'a', 1))
    await journal.append(settled('taken up', 'a', 1))
    assert.equal(await journal.prune({ beforeMs: 10 }), 2)
    await journal.close()
    removeAll()
  })
})
