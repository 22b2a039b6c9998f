import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Awaited } from '../../waiters.ts'
import type { Answers, CallRow, MessageRow, RunRow, SummaryRow } from '../messages.ts'

const waiting = 'asked IS NOT NULL AND decided IS NULL AND settled IS NULL'

/** Reads what is committed. */
export class Reader {
  readonly #turn: StatementSync
  readonly #run: StatementSync
  readonly #messages: StatementSync
  readonly #runs: StatementSync
  readonly #questions: StatementSync
  readonly #decided: StatementSync
  readonly #version: StatementSync

  constructor(database: DatabaseSync) {
    this.#turn = database.prepare('SELECT * FROM calls WHERE turn = ? ORDER BY rowid')
    this.#run = database.prepare('SELECT * FROM runs WHERE run = ?')
    this.#messages = database.prepare('SELECT * FROM messages WHERE run = ? ORDER BY number')
    this.#runs = database.prepare(
      `SELECT run, format, started, ended, outcome,
        (SELECT count(*) FROM messages WHERE messages.run = runs.run) AS turns
       FROM runs ORDER BY started, rowid`,
    )
    this.#questions = database.prepare(`SELECT * FROM calls WHERE ${waiting} ORDER BY asked, rowid`)
    this.#decided = database.prepare(
      'SELECT * FROM calls WHERE turn = ? AND call = ? AND decided IS NOT NULL',
    )
    this.#version = database.prepare('PRAGMA data_version')
  }

  turn(turnId: string): CallRow[] {
    return this.#turn.all(turnId) as unknown as CallRow[]
  }

  run(runId: string): Answers['run'] {
    const run = this.#run.get(runId) as unknown as RunRow | undefined
    if (run === undefined) return undefined
    return { run, messages: this.#messages.all(runId) as unknown as MessageRow[] }
  }

  runs(): SummaryRow[] {
    return this.#runs.all() as unknown as SummaryRow[]
  }

  questions(): CallRow[] {
    return this.#questions.all() as unknown as CallRow[]
  }

  /** The version is read first: what comes between is found the next time. */
  decisions(calls: readonly Awaited[], known: number | undefined): Answers['decisions'] {
    const version = Number(this.#version.get()?.['data_version'])
    if (version === known) return { version, decided: [] }
    const found = calls.map(({ turnId, callKey }) => this.#decided.get(turnId, callKey))
    return { version, decided: found.filter((row) => row !== undefined) as unknown as CallRow[] }
  }
}
