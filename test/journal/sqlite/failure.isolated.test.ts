import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { Journal } from '../../../src/journal/journal.ts'
import { openJournal } from '../../../src/journal/sqlite/open-journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { asked, refuses, settled } from '../../../src/testing/conformance/journal/records.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { newFolder } from './folder.ts'

const folder = newFolder()
const disk = join(folder.folder, 'disk')

/** A disk of one megabyte, where this user may mount one. */
function mountSmallDisk(): boolean {
  mkdirSync(disk)
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0
}

const content = 'x'.repeat(5_000)
const append = (journal: Journal, n: number): Promise<void> =>
  journal.append({ ...settled('t', `c${n}`), result: { status: 'ok', content, attempts: 1 } })

/** Appends until the disk is full: some one by one, some in one moment. Returns how many were acknowledged. */
async function fill(journal: Journal): Promise<number> {
  let kept = 0
  for (let n = 0; ; n += 20) {
    const group = Array.from({ length: 20 }, (_, at) => append(journal, n + at))
    const results = await Promise.allSettled(group)
    kept += results.filter(({ status }) => status === 'fulfilled').length
    const lost = results.find((result) => result.status === 'rejected')
    if (lost === undefined) continue
    assert.equal((lost.reason as { code?: string }).code, 'journal_full')
    return kept
  }
}

async function checkFull(journal: Journal, reopen: () => Promise<Journal>): Promise<void> {
  await journal.append(asked('u', 'a'))
  const kept = await fill(journal)
  assert.ok(kept > 0)
  // Small enough to fit, and refused all the same: it comes after one that was lost.
  await refuses('journal_full', journal.append(settled('u', 'b')))
  assert.equal((await journal.turn('t')).size, kept)
  assert.equal((await journal.turn('u')).size, 1)
  await journal.close()
  const again = await reopen()
  const keys = [...(await again.turn('t')).keys()]
  assert.deepEqual(
    keys,
    Array.from({ length: kept }, (_, n) => `c${n}`),
  )
  await again.close()
}

describe('a journal whose commit fails', () => {
  const mounted = mountSmallDisk()
  after(() => {
    if (mounted) spawnSync('umount', [disk])
    folder.remove()
  })

  it('rejects all that came since, and all that comes, until it is opened again: a full file', async () => {
    const options = { mode: 'engine', pollMs: 10, clock: systemClock } as const
    const journal = await openJournal(folder.file, { ...options, simulated: { maxPages: 200 } })
    await checkFull(journal, () => sqliteJournal(folder.file))
    const again = await sqliteJournal(folder.file)
    await append(again, 100_000)
    await again.close()
  })

  it('rejects what waits while the failing group is under way', async () => {
    const file = join(folder.folder, 'group.db')
    const options = { mode: 'engine', pollMs: 10, clock: systemClock } as const
    const simulated = { maxPages: 40, commitMs: 50 }
    const journal = await openJournal(file, { ...options, simulated })
    const group = Array.from({ length: 50 }, (_, n) => append(journal, n))
    const outcomes = Promise.allSettled(group)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const later = refuses('journal_full', journal.append(settled('u', 'later')))
    for (const { status } of await outcomes) assert.equal(status, 'rejected')
    await later
    assert.equal((await journal.turn('t')).size + (await journal.turn('u')).size, 0)
    await journal.close()
  })

  it('does so on a disk that is really full, where one can be mounted', async () => {
    if (!mounted) return
    const file = join(disk, 'journal.db')
    await checkFull(await sqliteJournal(file), () => sqliteJournal(file))
  })
})
