import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Batch, RefusedRow, Row } from '../messages.ts'
import { checksumsOf } from './checksum.ts'
import type { Reader } from './reader.ts'
import { FanfoldError } from '../../../call/errors/error.ts'
import { faultOf, isAboutRecord } from './sqlite-fault.ts'

/** Of a question: it stays as it is, unless it was none, or is another one now and has not been decided. */
function orAsBefore(column: string): string {
  const isNew = 'asked IS NULL OR (decided IS NULL AND resolved IS NOT excluded.resolved)'
  return `CASE WHEN ${isNew} THEN excluded.${column} ELSE ${column} END`
}
/** Format 2 did not count them. */
const starts = 'coalesce(starts, key IS NOT NULL)'
const isOfLastStart = `coalesce(?, -1) IN (-1, ${starts})`

/**
 * One statement a record. What contradicts what is kept changes no row; `refusal.ts` has the same rules in words. Node 22
 * does not take numbered parameters in their order, so they are not numbered.
 */
const statements: Readonly<Record<Row['kind'], string>> = {
  'call.started': `
    INSERT INTO calls (turn, call, name, input, key, started, starts, outer_turn, outer_call, key_sum, start_sum, outer_sum)
    SELECT * FROM (SELECT ? AS turn, ? AS call, ?, ?, ?, ?, ? AS start, ?, ?, ?, ?, ?) AS new
    WHERE start = 1 OR EXISTS (SELECT 1 FROM calls WHERE turn = new.turn AND call = new.call)
    ON CONFLICT DO UPDATE SET key = excluded.key, key_sum = excluded.key_sum, started = excluded.started,
      starts = excluded.starts, start_sum = excluded.start_sum
    WHERE name = excluded.name AND input = excluded.input AND settled IS NULL
      AND coalesce(key, excluded.key) = excluded.key
      AND excluded.starts = 1 + ${starts}`,
  'call.withdrawn': `
    UPDATE calls SET started = NULL, start_sum = NULL
    FROM (SELECT ? AS turn, ? AS call, ? AS name, ? AS input, ? AS at) AS new
    WHERE calls.turn = new.turn AND calls.call = new.call AND calls.name = new.name
      AND calls.input = new.input AND started IS NOT NULL AND settled IS NULL AND ${isOfLastStart}`,
  'call.settled': `
    INSERT INTO calls (turn, call, name, input, result, settled, outer_turn, outer_call, result_sum, outer_sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET result = excluded.result, settled = excluded.settled, result_sum = excluded.result_sum
    WHERE name = excluded.name AND input = excluded.input AND settled IS NULL AND ${isOfLastStart}`,
  'call.asked': `
    INSERT INTO calls (turn, call, name, input, asked, resolved, outer_turn, outer_call, question_sum, outer_sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET asked = ${orAsBefore('asked')}, resolved = ${orAsBefore('resolved')},
      question_sum = ${orAsBefore('question_sum')}
    WHERE name = excluded.name AND input = excluded.input AND settled IS NULL`,
  'call.decided': `
    UPDATE calls SET decision = new.decision, reason = new.reason, decided = new.at, changed = new.changed,
      decision_sum = new.sum
    FROM (SELECT ? AS turn, ? AS call, ? AS decision, ? AS reason, ? AS at, ? AS changed, ? AS sum) AS new
    WHERE calls.turn = new.turn AND calls.call = new.call
      AND asked IS NOT NULL AND decided IS NULL AND settled IS NULL`,
  'run.started': `
    INSERT INTO runs (run, format, messages, started, name, outer_turn, outer_call, head_sum, start_sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`,
  'run.message': `
    INSERT INTO messages (run, number, turn, messages, asked, calls, reply, at, sum)
    SELECT * FROM (SELECT ? AS run, ?, ?, ?, ?, ?, ?, ?, ?) AS new
    WHERE EXISTS (SELECT 1 FROM runs WHERE run = new.run)
    ON CONFLICT DO NOTHING`,
  'run.ended': `
    UPDATE runs SET outcome = new.outcome, ended = new.at, end_sum = new.sum
    FROM (SELECT ? AS run, ? AS outcome, ? AS at, ? AS sum) AS new WHERE runs.run = new.run`,
}

/** Writes rows, all in the transaction that is open. */
export class Writer {
  readonly #statements: Readonly<Record<Row['kind'], StatementSync>>
  readonly #goesOn: StatementSync
  readonly #reader: Reader
  readonly #run: StatementSync
  readonly #message: StatementSync
  /** Refusals are counted; for a turn or a run, which was its last. */
  #refusals = 0
  readonly #lastRefused = new Map<Row['values'][number], number>()

  constructor(database: DatabaseSync, reader: Reader) {
    this.#reader = reader
    const prepared = Object.entries(statements).map(([kind, sql]) => [kind, database.prepare(sql)])
    this.#statements = Object.fromEntries(prepared) as Record<Row['kind'], StatementSync>
    // A run that goes on has not ended.
    this.#goesOn = database.prepare(
      'UPDATE runs SET ended = NULL, outcome = NULL, end_sum = NULL WHERE run = ? AND ended IS NOT NULL',
    )
    this.#run = database.prepare('SELECT 1 FROM runs WHERE run = ?')
    this.#message = database.prepare('SELECT 1 FROM messages WHERE run = ? AND number = ?')
  }

  /**
   * Returns those that could not be written. One that is refused takes along those of its turn or run that were appended
   * before anybody had heard of it.
   */
  write(batches: readonly Batch[]): RefusedRow[] {
    const refused: RefusedRow[] = []
    let at = 0
    for (const { rows, heard } of batches) {
      if (heard === this.#refusals) this.#lastRefused.clear()
      for (const row of rows) {
        const scopes = scopesOfRow(row)
        const follows = scopes.some((scope) => (this.#lastRefused.get(scope) ?? 0) > heard)
        const why = follows ? { at, follows } : this.#writeRow(at, row)
        if (why !== undefined) {
          refused.push(why)
          this.#refusals += 1
          for (const scope of scopes) this.#lastRefused.set(scope, this.#refusals)
        }
        at += 1
      }
    }
    return refused
  }

  /** Takes decisions from elsewhere, which contradict nothing or change nothing. Returns how many it took. */
  decide(rows: readonly Row[]): number {
    let taken = 0
    for (const row of rows) taken += this.#insert(row)
    return taken
  }

  #writeRow(at: number, row: Row): RefusedRow | undefined {
    if (row.fault !== undefined) return { at, fault: row.fault }
    try {
      if (this.#insert(row) === 0) return this.#refuse(at, row)
      if (row.kind === 'run.message') this.#goesOn.run(row.values[0] ?? null)
      return undefined
    } catch (error) {
      if (!isAboutRecord(error)) throw error
      if (FanfoldError.is(error)) return { at, fault: faultOf('', error) }
      const message = `The journal cannot keep a record of kind ${row.kind}: ${(error as Error).message}`
      return { at, fault: { code: 'journal_record', message } }
    }
  }

  /** Returns how many rows have changed: none, or one. */
  #insert(row: Row): number {
    const { kind, values, compared = [] } = row
    return Number(this.#statements[kind].run(...values, ...checksumsOf(row), ...compared).changes)
  }

  #refuse(at: number, { kind, values }: Row): RefusedRow {
    const [first = null, second = null] = values
    if (kind.startsWith('call.'))
      return { at, call: this.#reader.call([String(first), String(second)]) }
    const run = this.#run.get(first) !== undefined
    return { at, run, message: this.#message.get(first, second) !== undefined }
  }
}

/** As `scopesOf` in `refusal.ts`, for a row. */
function scopesOfRow({ kind, values }: Row): Row['values'] {
  const [first = null, , third = null] = values
  return kind === 'run.message' ? [first, third] : [first]
}
