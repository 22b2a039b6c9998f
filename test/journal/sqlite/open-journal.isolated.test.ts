import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { openJournal } from '../../../src/journal/sqlite/open-journal.ts'
import { asked, decided, settled } from '../../../src/testing/conformance/journal/records.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
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
})
