import assert from 'node:assert/strict'
import { chmodSync, existsSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { asked } from '../../../src/testing/conformance/journal/records.ts'
import { newFolder } from './folder.ts'

const umask = process.umask()
const folders: ReturnType<typeof newFolder>[] = []

function place(): ReturnType<typeof newFolder> {
  const made = newFolder()
  folders.push(made)
  return made
}

const endings = ['', '-wal', '-shm', '.lock', '.reserve']
const private600 = endings.map(() => '600')
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

/** The modes of a journal's files while it is open. */
async function modesOf(path: string, file = path): Promise<string[]> {
  const journal = await sqliteJournal(path)
  await journal.append(asked('t', 'a'))
  const modes = endings.map((ending) => modeOf(`${file}${ending}`))
  await journal.close()
  return modes
}

/** The warnings about journals while something is done. */
async function warningsOf(run: () => Promise<unknown>): Promise<string[]> {
  const heard: string[] = []
  const hear = (warning: Error & { code?: string }): void => {
    if (warning.code === 'FANFOLD_JOURNAL') heard.push(`${warning.name}: ${warning.message}`)
  }
  process.on('warning', hear)
  await run()
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', hear)
  return heard
}

describe("a journal's files", { skip: process.platform === 'win32' }, () => {
  afterEach(() => void process.umask(umask))
  after(() => {
    for (const made of folders) made.remove()
  })

  for (const mask of [0o000, 0o022, 0o077, 0o777])
    it(`are made for their owner alone, with the umask 0${mask.toString(8)}`, async () => {
      const { file } = place()
      process.umask(mask)
      const warnings = await warningsOf(async () =>
        assert.deepEqual(await modesOf(file), private600),
      )
      assert.deepEqual(warnings, [])
      assert.deepEqual(await modesOf(file), private600)
    })

  it('are so too where a link leads to them before they are there', async () => {
    const { folder, file } = place()
    const [link, second] = [join(folder, 'link.db'), join(folder, 'second.db')]
    symlinkSync('journal.db', link)
    symlinkSync(link, second)
    assert.deepEqual(await modesOf(second, file), private600)
    symlinkSync('round.db', join(folder, 'round.db'))
    await assert.rejects(sqliteJournal(join(folder, 'round.db')), { code: 'journal_foreign' })
  })

  it('keep the mode that they have, which is said once', async () => {
    const { file } = place()
    await modesOf(file)
    chmodSync(file, 0o644)
    const [warning = '', ...more] = await warningsOf(async () => {
      await modesOf(file)
      await modesOf(file)
    })
    assert.equal(modeOf(file), '644')
    assert.match(warning, /^FanfoldWarning: Other users may read .* 0644\)\. .*chmod 600 "/)
    assert.ok(warning.includes(file))
    // Its log lies beside it while it is in use, under the same mode.
    assert.ok(more.length <= 1 && more.every((text) => text.includes(`${file}-wal`)), more.join())
    assert.ok(!existsSync(`${file}-wal`))
  })
})
