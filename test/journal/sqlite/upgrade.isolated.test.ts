import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { after, describe, it } from 'node:test'
import { openJournal, type OpenedJournal } from '../../../src/journal/sqlite/open-journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import {
  asked,
  decided,
  refuses,
  settled,
  started,
} from '../../../src/testing/conformance/journal/records.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { newFolder } from './folder.ts'

/** A journal as format 1 had it, held by a process that has ended. */
const format1 = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE calls (
    turn TEXT NOT NULL, call TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL, key TEXT, started REAL,
    settled REAL, result TEXT, asked REAL, decided REAL, decision TEXT, reason TEXT, UNIQUE (turn, call)
  ) STRICT;
  CREATE INDEX waiting ON calls (asked) WHERE asked IS NOT NULL AND decided IS NULL AND settled IS NULL;
  CREATE TABLE runs (
    run TEXT PRIMARY KEY, format TEXT NOT NULL, messages TEXT NOT NULL, started REAL NOT NULL, ended REAL, outcome TEXT
  ) STRICT;
  CREATE INDEX ended ON runs (ended) WHERE ended IS NOT NULL;
  CREATE TABLE messages (
    run TEXT NOT NULL, number INTEGER NOT NULL, turn TEXT NOT NULL, messages TEXT NOT NULL, asked INTEGER NOT NULL,
    calls TEXT NOT NULL, reply TEXT, at REAL NOT NULL, UNIQUE (run, number)
  ) STRICT;
  CREATE INDEX turns ON messages (turn);
  PRAGMA application_id = ${0x46_61_6e_66};
  PRAGMA user_version = 1;
  INSERT INTO meta VALUES ('holder', '{"pid":1,"host":"here","sinceMs":0}');
  INSERT INTO runs VALUES ('r1', 'anthropic', '[{"role":"user","content":"Zahl 5 €."}]', 1, 9.5, 'answered');
  INSERT INTO runs VALUES ('r2', 'anthropic', '[]', 2, NULL, NULL);
  INSERT INTO messages VALUES ('r1', 1, 't1', '[]', 1, '[]', '{"text":""}', 3);
  INSERT INTO calls VALUES ('t1', 'a', 'pay', '{"n":1}', 't1-a', 4, 5.25, '{"status":"ok","content":"5 €","attempts":1}', NULL, NULL, NULL, NULL);
  INSERT INTO calls VALUES ('t1', 'b', 'pay', '{"n":2}', 't1-b', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO calls VALUES ('t2', 'a', 'pay', '{"n":3}', NULL, NULL, NULL, NULL, 6, 7, 'deny', 'No.');
  INSERT INTO calls VALUES ('t2', 'b', 'pay', '{"n":1}', NULL, NULL, NULL, NULL, 8, NULL, NULL, NULL);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
    INSERT INTO calls SELECT 'many', 'c' || i, 'pay', '{}', NULL, NULL, i, '{"status":"ok","content":"","attempts":1}', NULL, NULL, NULL, NULL FROM n;
`

const sum = (...values: readonly (string | number)[]): number => crc32(values.join('\0'))
const of = ['t', 'a', 'pay', '{"n":1}', 't-a'] as const

/** What format 2 added: checksums, here of three calls, of which one had started, one was withdrawn and one is asked about. */
const format2 = `
  ALTER TABLE calls ADD COLUMN key_sum INTEGER; ALTER TABLE calls ADD COLUMN start_sum INTEGER;
  ALTER TABLE calls ADD COLUMN result_sum INTEGER; ALTER TABLE calls ADD COLUMN question_sum INTEGER;
  ALTER TABLE calls ADD COLUMN decision_sum INTEGER;
  ALTER TABLE runs ADD COLUMN head_sum INTEGER; ALTER TABLE runs ADD COLUMN start_sum INTEGER;
  ALTER TABLE runs ADD COLUMN end_sum INTEGER; ALTER TABLE messages ADD COLUMN sum INTEGER;
  DELETE FROM calls; DELETE FROM runs; DELETE FROM messages;
  INSERT INTO calls (turn, call, name, input, key, started, key_sum, start_sum)
    VALUES ('t', 'a', 'pay', '{"n":1}', 't-a', 4, ${sum(...of)}, ${sum(...of, 4)});
  INSERT INTO calls (turn, call, name, input, key, key_sum)
    VALUES ('t', 'b', 'pay', '{"n":1}', 't-b', ${sum('t', 'b', 'pay', '{"n":1}', 't-b')});
  INSERT INTO calls (turn, call, name, input, asked, question_sum)
    VALUES ('u', 'c', 'pay', '{"n":1}', 6, ${sum('u', 'c', 'pay', '{"n":1}', 6)});
  PRAGMA user_version = 2;
`

const folders: ReturnType<typeof newFolder>[] = []

function oldFile(...changes: readonly string[]): string {
  const folder = newFolder()
  folders.push(folder)
  const database = new DatabaseSync(folder.file)
  database.exec(format1)
  for (const change of changes) database.exec(change)
  database.close()
  return folder.file
}

/** One as format 2 had it, with checksums. */
async function fileOfFormat2(): Promise<string> {
  const folder = newFolder()
  folders.push(folder)
  const journal = await sqliteJournal(folder.file)
  await journal.append(asked('t1', 'a', 1))
  await journal.append(asked('t1', 'b', 2))
  await journal.append({ ...decided('t1', 'b', 'deny', 3), reason: 'No.' })
  await journal.close()
  const database = new DatabaseSync(folder.file)
  for (const column of ['resolved', 'changed', 'starts', 'outer_turn', 'outer_call', 'outer_sum'])
    database.exec(`ALTER TABLE calls DROP COLUMN ${column}`)
  for (const column of ['name', 'outer_turn', 'outer_call'])
    database.exec(`ALTER TABLE runs DROP COLUMN ${column}`)
  database.exec('PRAGMA user_version = 2')
  database.close()
  return folder.file
}

function open(
  file: string,
  mode: 'engine' | 'decide' | 'read',
  maxPages?: number,
): Promise<OpenedJournal> {
  return openJournal(file, { mode, pollMs: 10, clock: systemClock, simulated: { maxPages } })
}

function ask(file: string, sql: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare(sql).all()
  database.close()
  return rows.map((row) => ({ ...row }))
}

async function contentOf(journal: OpenedJournal): Promise<unknown> {
  const turns = await Promise.all(['t1', 't2', 'many'].map((turn) => journal.turn(turn)))
  const runs = await Promise.all(['r1', 'r2'].map((run) => journal.run(run)))
  return [turns, runs, await journal.runs(), await journal.questions()]
}

describe('a journal of format 1', () => {
  after(() => {
    for (const folder of folders) folder.remove()
  })

  it('is read as it is, and upgraded when an engine opens it', async () => {
    const file = oldFile()
    const before = readFileSync(file)
    const reading = await open(file, 'read')
    const content = await contentOf(reading)
    await reading.close()
    await refuses('journal_older', open(file, 'decide'))
    assert.deepEqual(readFileSync(file), before)
    const journal = await sqliteJournal(file)
    assert.deepEqual(await contentOf(journal as OpenedJournal), content)
    await journal.append(settled('t2', 'b'))
    await journal.append(asked('t3', 'a'))
    const deciding = await open(file, 'decide')
    await deciding.append(decided('t3', 'a'))
    await deciding.close()
    await journal.close()
    assert.deepEqual(ask(file, 'PRAGMA user_version'), [{ user_version: 4 }])
    const again = await open(file, 'read')
    assert.equal((await again.turn('many')).size, 1200)
    assert.equal((await again.turn('t2')).get('b')?.result?.status, 'ok')
    await again.close()
  })

  it('has what one that is made anew has', async () => {
    const [old, made] = [oldFile(), newFolder()]
    folders.push(made)
    for (const file of [old, made.file]) await (await sqliteJournal(file)).close()
    for (const table of ['calls', 'runs', 'messages']) {
      const columns = `SELECT name, type, "notnull" FROM pragma_table_info('${table}')`
      assert.deepEqual(ask(old, columns), ask(made.file, columns))
    }
  })

  it('of format 2 is read and upgraded, too: its checksums go on to hold', async () => {
    const file = await fileOfFormat2()
    const reading = await open(file, 'read')
    const content = await contentOf(reading)
    await reading.close()
    assert.deepEqual(ask(file, 'PRAGMA user_version'), [{ user_version: 2 }])
    const journal = await sqliteJournal(file)
    assert.deepEqual(await contentOf(journal as OpenedJournal), content)
    const resolvedInput = '{"n":2}'
    await journal.append({ ...asked('t1', 'a', 4), resolvedInput })
    await journal.append({ ...decided('t1', 'a', 'allow', 5), changedInput: '{"n":3}' })
    const { resolvedInput: asks, decision } = (await journal.turn('t1')).get('a') ?? {}
    assert.deepEqual([asks, decision?.changedInput], [resolvedInput, '{"n":3}'])
    await journal.close()
    assert.deepEqual(ask(file, 'PRAGMA user_version'), [{ user_version: 4 }])
  })

  it('stays as it was when the upgrade does not come through, and can be upgraded later', async () => {
    const file = oldFile()
    const [{ page_count: pages = 0 } = {}] = ask(file, 'PRAGMA page_count') as {
      page_count: number
    }[]
    await refuses('journal_full', open(file, 'engine', pages))
    assert.deepEqual(ask(file, 'PRAGMA user_version'), [{ user_version: 1 }])
    assert.equal(ask(file, "SELECT * FROM pragma_table_info('calls')").length, 12)
    assert.deepEqual(ask(file, "SELECT * FROM meta WHERE key = 'holder'"), [])
    const journal = await sqliteJournal(file)
    assert.equal((await journal.turn('many')).size, 1200)
    await journal.close()
  })
})

describe('a journal of format 2', () => {
  it('is read as it is, and counts the starts of calls once an engine has opened it', async () => {
    const file = oldFile(format2)
    const before = readFileSync(file)
    const reading = await open(file, 'read')
    const turn = await reading.turn('t')
    assert.deepEqual(
      [...turn.values()].map(({ startedAtMs, starts }) => [startedAtMs, starts]),
      [
        [4, 1],
        [undefined, 1],
      ],
    )
    assert.equal((await reading.questions()).length, 1)
    await reading.close()
    await refuses('journal_older', open(file, 'decide'))
    assert.deepEqual(readFileSync(file), before)
    const journal = await sqliteJournal(file)
    assert.deepEqual(await journal.turn('t'), turn)
    for (const call of ['a', 'b']) {
      await refuses('journal_conflict', journal.append(started('t', call)))
      await journal.append({ ...started('t', call), start: 2 })
    }
    await journal.append({ ...settled('t', 'a'), start: 2 })
    await journal.close()
    assert.deepEqual(ask(file, 'PRAGMA user_version'), [{ user_version: 4 }])
    assert.deepEqual(ask(file, "SELECT starts FROM calls WHERE turn = 't'"), [
      { starts: 2 },
      { starts: 2 },
    ])
  })

  it('is upgraded with what is damaged in it, and says so then as before', async () => {
    const file = oldFile(format2, "UPDATE calls SET key = 't-x' WHERE call = 'a'")
    for (const mode of ['read', 'engine', 'read'] as const) {
      const journal = await open(file, mode)
      await refuses('journal_corrupt', journal.turn('t'))
      assert.equal((await journal.turn('u')).size, 1)
      await journal.close()
    }
  })
})
