import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { Journal } from '../../../src/journal/journal.ts'
import { openJournal, type OpenedJournal } from '../../../src/journal/sqlite/open-journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { asked, refuses } from '../../../src/testing/conformance/journal/records.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { patienceMs, until } from '../../support/until.ts'
import { killAll, startChild } from './child.ts'
import { newFolder } from './folder.ts'

const folders: ReturnType<typeof newFolder>[] = []
const endings = ['', '-wal', '-shm', '.lock'] as const

function newFile(): string {
  const folder = newFolder()
  folders.push(folder)
  return folder.file
}

/** What a tool does that looks through a folder: opens each file, reads it, and closes it. */
function readAll(file: string): void {
  for (const ending of endings) readFileSync(`${file}${ending}`)
}

function openWith(file: string, leaseMs: number): Promise<OpenedJournal> {
  const simulated = { leaseMs }
  return openJournal(file, { mode: 'engine', pollMs: 10, clock: systemClock, simulated })
}

/** Another program writes to the file. */
function write(file: string, sql: string): void {
  const database = new DatabaseSync(file, { timeout: patienceMs })
  database.exec(sql)
  database.close()
}

async function keysOf(file: string): Promise<string[]> {
  const journal = await openJournal(file, { mode: 'read', pollMs: 10, clock: systemClock })
  const turn = await journal.turn('t')
  await journal.close()
  return [...turn.keys()]
}

async function isLost(journal: Journal, why: RegExp): Promise<void> {
  await assert.rejects(journal.append(asked('t', 'lost')), { code: 'journal_lost', message: why })
  await refuses('journal_lost', journal.append(asked('u', 'later')))
  await refuses('journal_lost', journal.turn('t'))
  await journal.close()
}

describe('who owns a journal', { timeout: 4 * patienceMs }, () => {
  after(() => {
    killAll()
    for (const folder of folders) folder.remove()
  })

  it('does so whatever the process reads and closes', async () => {
    const file = newFile()
    const journal = await sqliteJournal(file)
    await journal.append(asked('t', 'a'))
    readAll(file)
    assert.match(
      await startChild('open', file).line(),
      new RegExp(`^journal_in_use .* by process ${process.pid} on `),
    )
    await journal.append(asked('t', 'b'))
    await refuses('journal_in_use', sqliteJournal(file))
    await journal.close()
    assert.equal(await startChild('open', file).line(), 'opened')
  })

  it('does so when the file that it has locked is gone', async () => {
    const file = newFile()
    const journal = await sqliteJournal(file)
    rmSync(`${file}.lock`)
    await assert.rejects(sqliteJournal(file), /in use by this process itself/)
    rmSync(`${file}.lock`)
    assert.match(await startChild('open', file).line(), /^journal_in_use /)
    await journal.append(asked('t', 'a'))
    await journal.close()
    assert.equal(await startChild('open', file).line(), 'opened')
  })

  it('loses nothing that was acknowledged to those that come and go beside it', async () => {
    const file = newFile()
    const engine = startChild('append-and-read', file)
    assert.equal(await engine.line(), 'opened')
    for (const visit of ['open', 'decide', 'read', 'open', 'decide', 'read']) {
      await startChild(visit, file).line()
      await engine.line()
    }
    await engine.kill()
    const said = engine.lines.filter((line) => line !== 'opened')
    assert.ok(!said.some((line) => line.startsWith('journal_')), said.join('\n'))
    const keys = new Set(await keysOf(file))
    assert.deepEqual(
      said.filter((key) => !keys.has(key)),
      [],
    )
  })

  it('finds that out where another program has moved its log into the file, and loses nothing', async () => {
    const file = newFile()
    const journal = await sqliteJournal(file)
    await journal.append(asked('t', 'a'))
    readAll(file)
    assert.equal(await startChild('visit', file).line(), 'visited')
    await isLost(journal, /-wal is gone/)
    assert.deepEqual(await keysOf(file), ['a'])
  })

  const losses: Readonly<Record<string, (file: string) => void>> = {
    'its file is deleted': (file) => rmSync(file),
    'its file is moved': (file) => renameSync(file, `${file}.old`),
    'its log is deleted': (file) => rmSync(`${file}-wal`),
    'the index of its log is deleted': (file) => rmSync(`${file}-shm`),
    'a copy is put in place of its file': (file) => {
      copyFileSync(file, `${file}.new`)
      renameSync(`${file}.new`, file)
    },
    'another has been made in its place': (file) => {
      for (const ending of endings) rmSync(`${file}${ending}`)
      write(file, 'PRAGMA journal_mode = WAL; CREATE TABLE notes (text)')
    },
  }
  for (const [name, lose] of Object.entries(losses))
    it(`does so no more when ${name}`, async () => {
      const file = newFile()
      const journal = await sqliteJournal(file)
      await journal.append(asked('t', 'a'))
      lose(file)
      await isLost(journal, /lost to this engine: .*(gone|another file)/)
    })

  it('leaves the files of the one that took its place alone', async () => {
    const file = newFile()
    const journal = await sqliteJournal(file)
    await journal.append(asked('t', 'a'))
    for (const ending of endings) rmSync(`${file}${ending}`)
    const next = startChild('append', file)
    assert.equal(await next.line(), 'opened')
    await next.line()
    const log = statSync(`${file}-wal`).ino
    await isLost(journal, /another file/)
    assert.equal(statSync(`${file}-wal`).ino, log)
    await next.line()
    await next.kill()
    const keys = new Set(await keysOf(file))
    for (const said of next.lines.slice(1)) assert.ok(keys.has(`c${said}`), said)
  })

  it('is told in its transaction when another has taken it over', async () => {
    const file = newFile()
    const journal = await sqliteJournal(file)
    await journal.append(asked('t', 'a'))
    write(file, "UPDATE meta SET value = value + 1 WHERE key = 'epoch'")
    await isLost(journal, /taken over by process/)
    assert.deepEqual(await keysOf(file), ['a'])
  })

  it('is told so, too, while it has nothing to write; and who prunes', async () => {
    const file = newFile()
    const journal = await openWith(file, 40)
    write(file, "UPDATE meta SET value = value + 1 WHERE key = 'epoch'")
    await until(() =>
      journal.runs().then(
        () => false,
        () => true,
      ),
    )
    await isLost(journal, /taken over/)
    const other = await sqliteJournal(newFile())
    rmSync(other.name)
    await refuses('journal_lost', other.prune({ beforeMs: 1 }))
    await isLost(other, /gone/)
  })

  const elsewhere = { pid: 1, host: 'elsewhere', system: 'elsewhere', start: '1', sinceMs: 0 }
  const holds = (holder: object): string =>
    `INSERT OR REPLACE INTO meta VALUES ('holder', '${JSON.stringify(holder)}')`

  it('keeps it, in another system, as long as it renews its lease', async () => {
    const file = newFile()
    await (await sqliteJournal(file)).close()
    write(file, holds(elsewhere))
    const journal = await openWith(file, 100)
    await journal.close()
    write(file, holds(elsewhere))
    let renewals = 0
    const opening = refuses('journal_in_use', openWith(file, 2_000))
    const timer = setInterval(() => {
      renewals += 1
      write(file, `INSERT OR REPLACE INTO meta VALUES ('renewals', '${renewals}')`)
    }, 50)
    await opening.finally(() => clearInterval(timer))
  })

  it('is another process than one that has its number now, and no process where nobody can tell', async () => {
    const file = newFile()
    await (await sqliteJournal(file)).close()
    const journal = await sqliteJournal(file)
    const database = new DatabaseSync(file, { readOnly: true })
    const row = database.prepare("SELECT value FROM meta WHERE key = 'holder'").get()
    database.close()
    await journal.close()
    const holder = JSON.parse(String(row?.['value'])) as object
    write(file, holds({ ...holder, pid: process.ppid, start: 'long ago' }))
    await (await sqliteJournal(file)).close()
    write(file, holds({ ...holder, pid: process.ppid, start: '' }))
    await refuses('journal_in_use', sqliteJournal(file))
    write(file, "INSERT OR REPLACE INTO meta VALUES ('holder', 'nonsense')")
    await (await openWith(file, 100)).close()
  })

  it('does not own a copy', async () => {
    const [file, copy] = [newFile(), newFile()]
    const journal = await sqliteJournal(file)
    await journal.append(asked('t', 'a'))
    write(file, `VACUUM INTO '${copy}'`)
    const other = await sqliteJournal(copy)
    await other.append(asked('t', 'b'))
    await journal.append(asked('t', 'c'))
    await other.close()
    await journal.close()
    assert.deepEqual(
      [await keysOf(file), await keysOf(copy)],
      [
        ['a', 'c'],
        ['a', 'b'],
      ],
    )
  })

  it('owns it no more when its thread has ended, in whatever process', async () => {
    const file = newFile()
    const entry = new URL('../../../src/sqlite.ts', import.meta.url).href
    const worker = new Worker(
      `import { parentPort, workerData } from 'node:worker_threads'
       const { sqliteJournal } = await import(${JSON.stringify(entry)})
       await sqliteJournal(workerData)
       parentPort.postMessage('opened')
       setInterval(() => {}, 60_000)`,
      { eval: true, workerData: file },
    )
    await new Promise((resolve) => void worker.once('message', resolve))
    await assert.rejects(sqliteJournal(file), /in use by this process itself/)
    await worker.terminate()
    await until(() =>
      sqliteJournal(file).then(
        (journal) => journal.close().then(() => true),
        () => false,
      ),
    )
  })
})
