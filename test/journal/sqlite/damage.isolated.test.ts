import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { FanfoldError } from '../../../src/call/errors/error.ts'
import { FileThread } from '../../../src/journal/sqlite/thread/file-thread.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import {
  asked,
  decided,
  refuses,
  runEnded,
  runMessage,
  runStarted,
  settled,
  started,
} from '../../../src/testing/conformance/journal/records.ts'
import { seededRandom } from '../../../src/testing/random.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { cases } from '../../support/cases.ts'
import { newFolder } from './folder.ts'

const { file, folder, remove } = newFolder()
const copy = join(folder, 'copy.db')
const turns = ['r1-1', 'r1-2', 't']

/** All that a file says, read in this thread; or why it cannot be read. */
function contentOf(path: string): unknown {
  const thread = new FileThread(() => {}, systemClock)
  try {
    const open = { path, mode: 'read', atMs: 0, simulated: {} } as const
    thread.answer({ type: 'open', file: open })
    return [
      thread.answer({ type: 'runs' }),
      thread.answer({ type: 'questions' }),
      ...['r1', 'r2'].map((runId) => thread.answer({ type: 'run', runId })),
      ...turns.map((turnId) => thread.answer({ type: 'turn', turnId })),
    ]
  } catch (error) {
    return error
  } finally {
    thread.answer({ type: 'close' })
  }
}

function codeOf(path: string): string {
  const content = contentOf(path)
  if (!(content instanceof Error)) return 'read'
  return FanfoldError.is(content) ? content.code : String(content)
}

/** Where the bytes of the records' texts and numbers lie in the file, its indexes included. */
function recordPlaces(): number[] {
  const whole = readFileSync(file)
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = ['calls', 'runs', 'messages'].flatMap((table) =>
    database.prepare(`SELECT * FROM ${table}`).all(),
  )
  database.close()
  const places = new Set<number>()
  // A record's values lie one after the other.
  for (const row of rows) {
    const texts = Object.values(row).filter((value) => typeof value === 'string')
    const bytes = Buffer.from(texts.slice(0, 3).join(''))
    for (let at = whole.indexOf(bytes); at >= 0; at = whole.indexOf(bytes, at + 1))
      for (let byte = 0; byte < bytes.length + 160; byte += 1) places.add(at + byte)
  }
  return [...places]
}

function change(sql: string): void {
  copyFileSync(file, copy)
  const database = new DatabaseSync(copy)
  database.exec(sql)
  database.close()
}

describe('a journal that is damaged', () => {
  before(async () => {
    const journal = await sqliteJournal(file)
    await journal.append(runStarted('r1'))
    await journal.append(runMessage('r1', 1))
    for (const call of ['a', 'b']) await journal.append(started('r1-1', call))
    await journal.append(settled('r1-1', 'a'))
    await journal.append(runMessage('r1', 2))
    await journal.append(asked('r1-2', 'a'))
    await journal.append(decided('r1-2', 'a'))
    await journal.append(runEnded('r1'))
    const inside = { turnId: 'r1-1', callKey: 'b' }
    await journal.append({ ...runStarted('r2'), name: 'helper', inside })
    await journal.append({ ...settled('t', 'i'), inside })
    for (let n = 0; n < 30; n += 1) await journal.append(settled('t', `c${n}`))
    await journal.append(started('t', 'w'))
    const { turnId, callKey, name, input } = started('t', 'w')
    await journal.append({ kind: 'call.withdrawn', turnId, callKey, name, input, atMs: 3 })
    await journal.append({ ...asked('t', 'd') })
    await journal.append({ ...decided('t', 'd', 'deny'), reason: 'No.' })
    await journal.append(asked('t', 'q'))
    await journal.close()
  })
  after(remove)

  /** Changes one byte, among these, in each round. Returns how often the journal was refused as damaged. */
  function flip(rounds: number, seed: number, places?: readonly number[]): number {
    const whole = readFileSync(file)
    const content = contentOf(file)
    assert.ok(Array.isArray(content))
    const random = seededRandom(seed)
    let refused = 0
    for (let round = 0; round < rounds; round += 1) {
      const bytes = Buffer.from(whole)
      const which = Math.floor(random() * (places ?? bytes).length)
      const at = places?.[which] ?? which
      bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255))
      writeFileSync(copy, bytes)
      const found = contentOf(copy)
      const code = Array.isArray(found) ? 'read' : codeOf(copy)
      if (code === 'read') assert.deepEqual(found, content, `byte ${at}`)
      else assert.match(code, /^journal_/, `byte ${at}: ${String(found)}`)
      if (code === 'journal_corrupt') refused += 1
    }
    return refused
  }

  it('never says anything else than what was written, whichever byte has changed', () => {
    assert.ok(flip(cases(500), 11) > 10)
  })

  it('is refused whichever byte of a record has changed', () => {
    const places = recordPlaces()
    assert.ok(places.length > 2_000, `${places.length} bytes`)
    // What is left of a record where it lay before hurts nobody.
    assert.ok(flip(cases(300), 23, places) > cases(300) / 2)
  })

  const changes: Readonly<Record<string, readonly string[]>> = {
    'call a of turn r1-1': [
      "UPDATE calls SET input = '{\"n\":2}' WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET name = 'pax' WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET key = 'other' WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET started = 2 WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET started = NULL WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET result = replace(result, 'did', 'dad') WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET settled = NULL WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET settled = NULL, result_sum = NULL WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET result_sum = NULL WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET asked = 0 WHERE turn = 'r1-1' AND call = 'a'",
      "UPDATE calls SET decision = 'allow' WHERE turn = 'r1-1' AND call = 'a'",
    ],
    'call d of turn t': [
      "UPDATE calls SET decision = 'allow' WHERE call = 'd'",
      "UPDATE calls SET reason = NULL WHERE call = 'd'",
      "UPDATE calls SET decided = NULL WHERE call = 'd'",
      "UPDATE calls SET asked = 7 WHERE call = 'd'",
    ],
    'call w of turn t': ["UPDATE calls SET key = 'x' WHERE call = 'w'"],
    'run r1': [
      "UPDATE runs SET format = 'openai' WHERE run = 'r1'",
      "UPDATE runs SET messages = '[]' WHERE run = 'r1'",
      "UPDATE runs SET outcome = 'failed' WHERE run = 'r1'",
      "UPDATE runs SET ended = NULL WHERE run = 'r1'",
    ],
    'call i of turn t': [
      "outer_turn = 'x'",
      'outer_turn = NULL',
      'outer_call = NULL',
      'outer_sum = 1',
    ].map((changed) => `UPDATE calls SET ${changed} WHERE call = 'i'`),
    'run r2': ["name = 'main'", 'name = NULL', 'outer_turn = NULL', "outer_call = 'x'"].map(
      (changed) => `UPDATE runs SET ${changed} WHERE run = 'r2'`,
    ),
    'message 2 of run r1': ['messages', 'calls', 'reply', 'turn'].map(
      (column) => `UPDATE messages SET ${column} = 'null' WHERE run = 'r1' AND number = 2`,
    ),
  }
  for (const [record, all] of Object.entries(changes))
    it(`says which record: ${record}`, () => {
      for (const sql of all) {
        change(sql)
        const error = contentOf(copy)
        assert.ok(FanfoldError.is(error), `${sql}: ${String(error)}`)
        assert.equal(error.code, 'journal_corrupt', sql)
        assert.ok(error.message.includes(`of ${record}, `), `${sql}: ${error.message}`)
        assert.ok(error.message.includes(copy))
      }
    })

  it('is refused where an index has lost a record', () => {
    const bytes = readFileSync(file)
    // In the table the name of the tool follows.
    const places = [...bytes.toString('latin1').matchAll(/tq(?!pay)/g)]
    assert.equal(places.length, 1)
    bytes.write('tr', places[0]?.index ?? 0)
    writeFileSync(copy, bytes)
    assert.equal(codeOf(copy), 'journal_corrupt')
  })

  it('refuses a record that contradicts a damaged one, and goes on with others', async () => {
    change("UPDATE calls SET name = 'pax' WHERE turn = 'r1-1' AND call = 'b'")
    const journal = await sqliteJournal(copy)
    await refuses('journal_corrupt', journal.append(settled('r1-1', 'b')))
    await refuses('journal_corrupt', journal.turn('r1-1'))
    await journal.append(settled('t', 'q'))
    assert.equal((await journal.turn('t')).get('q')?.result?.status, 'ok')
    await journal.close()
  })
})
