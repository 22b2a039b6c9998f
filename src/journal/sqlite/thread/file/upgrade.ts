import type { DatabaseSync } from 'node:sqlite'
import { checksums, expectedOf, type Table } from '../checksum.ts'
import { transaction } from '../transaction.ts'
import { formatVersion } from './schema.ts'

/** How a file of each format becomes one of the next: the first of these, one of format 1. */
const steps: readonly ((database: DatabaseSync) => void)[] = [
  addChecksums,
  addToCalls,
  addWhereItBegan,
]

const rowsAtATime = 500
/** The one that came with format 4. */
const laterSum = 'outer_sum'

/** All steps in one transaction: a file that has not come through is as it was. */
export function upgrade(database: DatabaseSync, version: number): void {
  if (version >= formatVersion) return
  transaction(database, () => {
    for (const step of steps.slice(version - 1)) step(database)
    database.exec(`PRAGMA user_version = ${formatVersion}`)
  })
}

/**
 * Format 3: what a person was asked about, what that person made of it, and how often a call has started: once, if it has a key.
 * Its checksums go on to cover that.
 */
function addToCalls(database: DatabaseSync): void {
  for (const column of ['resolved TEXT', 'changed TEXT', 'starts INTEGER'])
    database.exec(`ALTER TABLE calls ADD COLUMN ${column}`)
}

/** Format 4: whose a run is, and inside which call a run or a turn began. Of older ones that is not known. */
function addWhereItBegan(database: DatabaseSync): void {
  for (const column of ['outer_turn TEXT', 'outer_call TEXT', `${laterSum} INTEGER`])
    database.exec(`ALTER TABLE calls ADD COLUMN ${column}`)
  for (const column of ['name TEXT', 'outer_turn TEXT', 'outer_call TEXT'])
    database.exec(`ALTER TABLE runs ADD COLUMN ${column}`)
}

/** Format 2: what is there is taken to be whole. */
function addChecksums(database: DatabaseSync): void {
  for (const table of Object.keys(checksums) as Table[]) {
    const sums = checksums[table].filter(({ column }) => column !== laterSum)
    for (const { column } of sums)
      database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} INTEGER`)
    const some = database.prepare(
      `SELECT rowid AS row, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${rowsAtATime}`,
    )
    const set = sums.map(({ column }) => `${column} = ?`).join(', ')
    const update = database.prepare(`UPDATE ${table} SET ${set} WHERE rowid = ?`)
    for (let rows = some.all(-1); rows.length > 0; rows = some.all(rows.at(-1)?.['row'] ?? null))
      for (const row of rows) {
        const values = sums.map((sum) => expectedOf(row, sum))
        update.run(...values, row['row'] ?? null)
      }
  }
}
