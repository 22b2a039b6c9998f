import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, afterEach, describe, it } from 'node:test'
import type { Journal } from '../../../src/journal/journal.ts'
import { openJournal } from '../../../src/journal/sqlite/open-journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { asked, refuses, settled } from '../../../src/testing/conformance/journal/records.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { killAll, startChild } from './child.ts'
import { newFolder } from './folder.ts'

const folder = newFolder()
const disk = join(folder.folder, 'disk')

/** A disk of so many megabytes, where this user may mount one. */
function mountSmallDisk(megabytes: number): boolean {
  mkdirSync(disk, { recursive: true })
  const words = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]
  return spawnSync('mount', words).status === 0
}

/** Somebody else takes what is left of the disk. */
function takeRest(): void {
  const rest = openSync(join(disk, 'rest'), 'a')
  try {
    for (;;) writeSync(rest, Buffer.alloc(4_096))
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  } finally {
    closeSync(rest)
  }
}

const freeBytes = (): number => statfsSync(disk).bavail * statfsSync(disk).bsize

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
  const mounted = mountSmallDisk(1)
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

describe('a disk that is full', { skip: !mountSmallDisk(1) }, () => {
  const file = join(disk, 'journal.db')
  spawnSync('umount', [disk])
  beforeEach(() => assert.ok(mountSmallDisk(4)))
  afterEach(() => spawnSync('umount', [disk]))
  after(() => {
    killAll()
    folder.remove()
  })

  it('is given room by pruning the journal, while that is open or once it is opened again', async () => {
    for (const isOpen of [true, false]) {
      let journal = await sqliteJournal(file)
      const kept = await fill(journal)
      if (!isOpen) await journal.close()
      takeRest()
      assert.equal(freeBytes(), 0)
      if (!isOpen) journal = await sqliteJournal(file)
      assert.equal(await journal.prune({ beforeMs: 100 }), 1, `${kept} calls of one turn`)
      assert.ok(freeBytes() > 1_000_000, `${freeBytes()} bytes`)
      assert.equal((await journal.turn('t')).size, 0)
      await journal.close()
      const again = await sqliteJournal(file)
      await append(again, 0)
      await again.prune({ beforeMs: 100 })
      await again.close()
      rmSync(join(disk, 'rest'))
    }
  })

  it('is given room so, too, where the engine was killed with its log full', async () => {
    const child = startChild('fill', file)
    assert.match(await child.line(), /^journal_full /)
    await child.kill()
    takeRest()
    const journal = await sqliteJournal(file)
    assert.ok((await journal.prune({ beforeMs: 100 })) > 10)
    assert.ok(freeBytes() > 1_000_000, `${freeBytes()} bytes`)
    await journal.close()
  })

  it('that holds nothing in reserve either is a clear error, and nothing is lost', async () => {
    const journal = await sqliteJournal(file)
    await append(journal, 0)
    await journal.close()
    rmSync(`${file}.reserve`)
    takeRest()
    await refuses('journal_full', sqliteJournal(file))
    rmSync(join(disk, 'rest'))
    const again = await sqliteJournal(file)
    assert.equal((await again.turn('t')).size, 1)
    await again.close()
  })
})
