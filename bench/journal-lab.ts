import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CallSettled, CallStarted } from '../src/journal/journal.ts'
import { FileThread } from '../src/journal/sqlite/thread/file-thread.ts'
import type { Batch, Simulated } from '../src/journal/sqlite/messages.ts'
import { openJournal, type OpenedJournal } from '../src/journal/sqlite/open-journal.ts'
import { PendingRecords } from '../src/journal/sqlite/pending-records.ts'
import { systemClock } from '../src/util/clock.ts'

export const callsPerTurn = 10

/** A result of some two hundred characters, as a look-up gives. */
const content = JSON.stringify({ customer: 1234, name: 'Ada Lovelace', notes: 'x'.repeat(150) })
const name = 'update_customer'
const input = '{"customerId":1234,"status":"active"}'

export function started(turnId: string, call: number): CallStarted {
  const callKey = `toolu_${call}`
  const idempotencyKey = `${turnId}/${callKey}`
  return {
    kind: 'call.started',
    turnId,
    callKey,
    name,
    input,
    idempotencyKey,
    atMs: 1_790_000_000_000,
  }
}

export function settled(turnId: string, call: number): CallSettled {
  const result = { status: 'ok', content, attempts: 1 } as const
  const callKey = `toolu_${call}`
  return { kind: 'call.settled', turnId, callKey, name, input, result, atMs: 1_790_000_000_100 }
}

/** Where records are appended. */
export type Append = OpenedJournal['append']

/** A turn of ten calls that write: all start in one moment, and all settle in one. */
export async function runTurn(append: Append, turnId: string): Promise<void> {
  const calls = [...Array(callsPerTurn).keys()]
  await Promise.all(calls.map((call) => append(started(turnId, call))))
  await Promise.all(calls.map((call) => append(settled(turnId, call))))
}

/** Does something with a journal in a folder of its own. */
export async function withFile<T>(use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-bench-'))
  try {
    return await use(join(folder, 'journal.db'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function withJournal<T>(
  simulated: Simulated,
  use: (journal: OpenedJournal, file: string) => Promise<T>,
): Promise<T> {
  return withFile(async (file) => {
    const options = { mode: 'engine', pollMs: 200, clock: systemClock, simulated } as const
    const journal = await openJournal(file, options)
    try {
      return await use(journal, file)
    } finally {
      await journal.close()
    }
  })
}

/** The journal's own groups and commits, but in this thread. */
export async function withCommitsHere<T>(
  simulated: Simulated,
  use: (append: Append) => Promise<T>,
): Promise<T> {
  return withFile(async (path) => {
    const thread = new FileThread(() => {}, systemClock)
    thread.answer({ type: 'open', file: { path, mode: 'engine', atMs: 0, simulated } })
    const send = (batch: Batch): void => {
      const said = thread.commit([batch])
      // Else the turns would go on forever without the event loop.
      if (said.type === 'committed') setImmediate(() => pending.commit(said.count, said.refused))
    }
    const pending = new PendingRecords(path, send, () => {})
    try {
      return await use((record) => pending.append(record))
    } finally {
      thread.answer({ type: 'close' })
    }
  })
}

/** The same commits with the same rows, in this thread, and nothing around them. */
export function bareCommits(
  file: string,
  commitMs: number,
): { turn(turnId: string): void; close(): void } {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec(
    'CREATE TABLE calls (turn TEXT, call TEXT, name TEXT, input TEXT, key TEXT, started REAL, settled REAL, ' +
      'result TEXT, UNIQUE (turn, call)) STRICT',
  )
  const start = database.prepare(
    'INSERT INTO calls (turn, call, name, input, key, started) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const settle = database.prepare(
    'UPDATE calls SET result = ?, settled = ? WHERE turn = ? AND call = ?',
  )
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const commit = (write: (call: number) => void): void => {
    database.exec('BEGIN IMMEDIATE')
    for (let call = 0; call < callsPerTurn; call += 1) write(call)
    if (commitMs > 0) Atomics.wait(pause, 0, 0, commitMs)
    database.exec('COMMIT')
  }
  return {
    turn(turnId) {
      commit((call) => {
        const { callKey, idempotencyKey, atMs } = started(turnId, call)
        start.run(turnId, callKey, name, input, idempotencyKey, atMs)
      })
      commit((call) => {
        const { callKey, result, atMs } = settled(turnId, call)
        settle.run(JSON.stringify(result), atMs, turnId, callKey)
      })
    },
    close: () => database.close(),
  }
}
