import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, beforeEach, describe, it } from 'node:test'
import { FanfoldError, UsageError } from '../../../src/call/errors/error.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { settled } from '../../../src/testing/conformance/journal/records.ts'
import { runUnprivileged } from './child.ts'
import { newFolder } from './folder.ts'

const folders: ReturnType<typeof newFolder>[] = []
let folder = ''
let file = ''

/** How opening, or using what was opened, ends. */
async function faultOf(
  path: string,
  use?: (journal: Journal) => Promise<unknown>,
): Promise<string> {
  let journal: Journal | undefined
  try {
    journal = await sqliteJournal(path)
    await use?.(journal)
    return 'none'
  } catch (error) {
    assert.ok(FanfoldError.is(error), String(error))
    assert.match(error.message, /[.!]$/)
    assert.ok(error.message.includes(path.split('/').at(-1) ?? ''), error.message)
    return error.code
  } finally {
    await journal?.close()
  }
}

/** A journal with some hundred results in it. */
async function filled(): Promise<void> {
  const journal = await sqliteJournal(file)
  const long = { status: 'ok', content: 'x'.repeat(2_000), attempts: 1 } as const
  await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      journal.append({ ...settled(`t${n}`, 'a'), result: long }),
    ),
  )
  await journal.close()
}

describe('a journal that cannot be opened', () => {
  beforeEach(() => {
    const made = newFolder()
    folders.push(made)
    ;({ folder, file } = made)
  })
  after(() => {
    for (const made of folders) made.remove()
  })

  it('is no path, or one of no file', async () => {
    await assert.rejects(sqliteJournal(''), UsageError)
    await assert.rejects(sqliteJournal(':memory:'), /memoryJournal\(\)/)
    await assert.rejects(sqliteJournal(file, { pollMs: 0 }), /`pollMs`/)
    assert.equal(await faultOf(folder), 'journal_foreign')
    assert.equal(await faultOf('/dev/null'), 'journal_foreign')
  })

  it('lies in a folder that is not there', async () => {
    assert.equal(await faultOf(join(folder, 'none', 'journal.db')), 'journal_no_folder')
  })

  it('is text, or a database of something else; and stays as it is', async () => {
    writeFileSync(file, 'Dear diary, '.repeat(100))
    assert.equal(await faultOf(file), 'journal_foreign')
    assert.equal(readFileSync(file, 'utf8'), 'Dear diary, '.repeat(100))
    const other = join(folder, 'other.db')
    const database = new DatabaseSync(other)
    database.exec('CREATE TABLE notes (text)')
    database.close()
    const before = readFileSync(other)
    assert.equal(await faultOf(other), 'journal_foreign')
    assert.deepEqual(readFileSync(other), before)
  })

  it('was written by a newer version; and stays as it is', async () => {
    await filled()
    const database = new DatabaseSync(file)
    database.exec('PRAGMA user_version = 5')
    database.close()
    const before = readFileSync(file)
    assert.equal(await faultOf(file), 'journal_newer')
    assert.deepEqual(readFileSync(file), before)
  })

  it('is damaged: pages overwritten, or the end cut off', async () => {
    await filled()
    const whole = readFileSync(file)
    const torn = Buffer.from(whole)
    torn.fill(0x5a, Math.floor(whole.length / 2), Math.floor(whole.length / 2) + 20_000)
    writeFileSync(file, torn)
    assert.equal(await faultOf(file), 'journal_corrupt')
    writeFileSync(file, whole)
    truncateSync(file, Math.floor(whole.length / 8192) * 4096)
    assert.equal(await faultOf(file), 'journal_corrupt')
    writeFileSync(file, whole)
    assert.equal(await faultOf(file), 'none')
  })

  it('was emptied, as what lies beside it tells; and stays so', async () => {
    await filled()
    writeFileSync(file, '')
    await assert.rejects(sqliteJournal(file), {
      code: 'journal_corrupt',
      message:
        /journal\.db is empty, but .*journal\.db\.reserve says that it was not: .* delete it with/,
    })
    assert.equal(readFileSync(file).length, 0)
    // To delete the journal alone is to begin a new one.
    rmSync(file)
    assert.equal(await faultOf(file), 'none')
  })

  it('was made by a process that died before there was anything in it', async () => {
    writeFileSync(file, '')
    writeFileSync(`${file}.lock`, '')
    assert.equal(await faultOf(file), 'none')
  })

  it('has a lock that holds something else', async () => {
    await filled()
    writeFileSync(`${file}.lock`, 'Dear diary, '.repeat(100))
    await assert.rejects(sqliteJournal(file), {
      code: 'journal_corrupt',
      message:
        /^The lock file .*journal\.db\.lock holds something else, .* delete that file, and open/,
    })
    rmSync(`${file}.lock`)
    assert.equal(await faultOf(file), 'none')
  })

  it('holds a record that cannot be read', async () => {
    await filled()
    const database = new DatabaseSync(file)
    database.exec(`UPDATE calls SET result = '{"status":' WHERE turn = 't7'`)
    database.close()
    assert.equal(await faultOf(file, (journal) => journal.turn('t7')), 'journal_corrupt')
    assert.equal(await faultOf(file, (journal) => journal.turn('t8')), 'none')
  })

  it('may not be written to: the file, or its folder', async () => {
    await filled()
    chmodSync(file, 0o444)
    assert.match(await runUnprivileged('open', file), /^journal_read_only /)
    chmodSync(file, 0o644)
    chmodSync(folder, 0o555)
    assert.match(await runUnprivileged('open', file), /^journal_read_only /)
    assert.match(await runUnprivileged('open', join(folder, 'new.db')), /^journal_read_only /)
    // To look at it needs no more.
    assert.match(await runUnprivileged('read', file), /^300 turns/)
    chmodSync(folder, 0o755)
    assert.match(await runUnprivileged('open', file), /^opened/)
  })

  it('is open already, also under another name', async () => {
    const journal = await sqliteJournal(file)
    const link = join(folder, 'link.db')
    symlinkSync(file, link)
    mkdirSync(join(folder, 'sub'))
    for (const name of [file, link, join(folder, 'sub', '..', 'journal.db')])
      await assert.rejects(sqliteJournal(name), (error: FanfoldError) => {
        assert.equal(error.code, 'journal_in_use')
        assert.match(error.message, /in use by this process itself\. .*share one journal/)
        return true
      })
    await journal.append(settled('t', 'a'))
    await journal.close()
    await (await sqliteJournal(link)).close()
  })

  it('is left by one that could not open it', async () => {
    await filled()
    const whole = readFileSync(file)
    writeFileSync(file, 'nonsense '.repeat(1000))
    assert.equal(await faultOf(file), 'journal_foreign')
    writeFileSync(file, whole)
    assert.equal(await faultOf(file), 'none')
  })
})
