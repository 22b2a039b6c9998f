import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { openJournal } from '../../../src/journal/sqlite/open-journal.ts'
import {
  asked,
  decided,
  refuses,
  settled,
} from '../../../src/testing/conformance/journal/records.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { until } from '../../support/until.ts'
import { newFolder } from './folder.ts'

const folder = newFolder()
after(folder.remove)

// On a clock that stands still nothing is ever polled.
const options = { pollMs: 1_000, clock: virtualClock() } as const
describe('a journal in a file', () => {
  it('tells a decision that it was given itself at once, and nothing else instead of one', async () => {
    const journal = await openJournal(join(folder.folder, 'one.db'), { ...options, mode: 'engine' })
    await journal.append(asked('t', 'c1'))
    const decision = journal.decision('t', 'c1', new AbortController().signal)
    await journal.append(asked('t', 'c1'))
    await journal.append(decided('t', 'c1'))
    assert.deepEqual(await decision, { decision: 'allow' })
    await journal.close()
  })

  it('takes what it was opened for, and no more', async () => {
    const path = join(folder.folder, 'two.db')
    const journal = await openJournal(path, { ...options, mode: 'engine' })
    await journal.append(asked('t', 'c1'))
    await journal.close()
    const refused = { message: /opened to be written to/ }
    const deciding = await openJournal(path, { ...options, mode: 'decide' })
    await assert.rejects(deciding.append(settled('t', 'c1')), refused)
    await deciding.append(decided('t', 'c1'))
    await deciding.close()
    const reading = await openJournal(path, { ...options, mode: 'read' })
    await assert.rejects(reading.append(decided('t', 'c1')), refused)
    assert.equal((await reading.turn('t')).get('c1')?.decision?.decision, 'allow')
    await reading.close()
  })

  it('takes decisions that were made while it was closed, and those that came too late not', async () => {
    const path = join(folder.folder, 'three.db')
    const open = (mode: 'engine' | 'decide'): ReturnType<typeof openJournal> =>
      openJournal(path, { ...options, mode })
    const journal = await open('engine')
    for (const call of ['c1', 'c2', 'c3']) await journal.append(asked('t', call))
    const deciding = await open('decide')
    await refuses('journal_conflict', deciding.append(decided('t', 'none')))
    await deciding.append(decided('t', 'c1', 'deny', 7))
    await refuses('journal_conflict', deciding.append(decided('t', 'c1')))
    assert.equal((await deciding.questions()).length, 2)
    await journal.close()
    await deciding.append(decided('t', 'c2', 'allow', 8))
    await deciding.close()
    const again = await open('engine')
    const signal = new AbortController().signal
    assert.deepEqual(await again.decision('t', 'c1', signal), { decision: 'deny' })
    assert.deepEqual(await again.decision('t', 'c2', signal), { decision: 'allow' })
    await refuses('journal_conflict', again.append(decided('t', 'c2', 'deny')))
    await again.append(settled('t', 'c3'))
    const late = await open('decide')
    await refuses('journal_conflict', late.append(decided('t', 'c3')))
    await late.close()
    const turn = await again.turn('t')
    assert.deepEqual(
      [...turn.values()].map(({ decision }) => decision),
      [{ decision: 'deny', atMs: 7 }, { decision: 'allow', atMs: 8 }, undefined],
    )
    await again.close()
    assert.deepEqual(readdirSync(`${path}.decisions`), [])
  })

  it('fails the wait for a call that is damaged, and no other', async () => {
    const path = join(folder.folder, 'five.db')
    const clock = virtualClock()
    const journal = await openJournal(path, { pollMs: 10, clock, mode: 'engine' })
    for (const call of ['c1', 'c2']) await journal.append(asked('t', call))
    const signal = new AbortController().signal
    const waits = ['c1', 'c2'].map((call) => journal.decision('t', call, signal))
    const damaged = refuses('journal_corrupt', waits[0] ?? Promise.resolve())
    await journal.turn('t')
    const database = new DatabaseSync(path, { timeout: 5_000 })
    database.exec("UPDATE calls SET asked = 7 WHERE call = 'c1'")
    database.close()
    const deciding = await openJournal(path, { ...options, mode: 'decide' })
    await deciding.append(decided('t', 'c2'))
    await deciding.close()
    await clock.advance(10)
    await damaged
    await until(async () => {
      await clock.advance(10)
      return (await journal.turn('t').catch(() => undefined)) === undefined
    })
    assert.deepEqual(await waits[1], { decision: 'allow' })
    await journal.close()
  })

  it('lets one of several people decide', async () => {
    const path = join(folder.folder, 'four.db')
    const journal = await openJournal(path, { ...options, mode: 'engine' })
    await journal.append(asked('t', 'c1'))
    const people = await Promise.all(
      [1, 2, 3, 4].map(() => openJournal(path, { ...options, mode: 'decide' })),
    )
    const said = await Promise.allSettled(
      people.map((person, at) => person.append(decided('t', 'c1', at < 2 ? 'allow' : 'deny', at))),
    )
    const first = said.findIndex(({ status }) => status === 'fulfilled')
    assert.equal(said.filter(({ status }) => status === 'fulfilled').length, 1)
    const decision = (await journal.turn('t')).get('c1')?.decision
    assert.deepEqual(decision, { decision: first < 2 ? 'allow' : 'deny', atMs: first })
    for (const each of [...people, journal]) await each.close()
  })
})
