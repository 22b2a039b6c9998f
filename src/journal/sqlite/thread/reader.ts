import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Awaited } from '../../waiters.ts'
import { checkRow, summaryChecksums, type Checksum, type Table } from './checksum.ts'
import { versionOf } from './file/check-file.ts'
import type { Inbox } from './inbox.ts'
import type { Answers, CallRow, MessageRow, RunRow, SummaryRow } from '../messages.ts'

/** As the index has it. */
const waiting = 'asked IS NOT NULL AND decided IS NULL AND settled IS NULL'

/** Reads what is committed, and the decisions that the engine has not taken from the inbox yet. */
export class Reader {
  readonly #path: string
  /** A file of format 1, which is only read, has none. */
  readonly #hasChecksums: boolean
  readonly #inbox: Inbox
  readonly #call: StatementSync
  readonly #turn: StatementSync
  readonly #run: StatementSync
  readonly #messages: StatementSync
  readonly #runs: StatementSync
  readonly #questions: StatementSync
  readonly #version: StatementSync

  constructor(path: string, database: DatabaseSync, inbox: Inbox) {
    this.#path = path
    const version = versionOf(database)
    this.#hasChecksums = version >= 2
    this.#inbox = inbox
    // What is only read is not upgraded.
    const outer = version >= 4 ? '' : ', NULL AS outer_turn, NULL AS outer_call'
    const outerSum = version >= 4 ? '' : ', NULL AS outer_sum'
    const added = version >= 3 ? '' : ', NULL AS resolved, NULL AS changed, NULL AS starts'
    const calls = `SELECT *${added}${outer}${outerSum} FROM calls`
    const agent = version >= 4 ? '' : `, NULL AS name${outer}`
    this.#call = database.prepare(`${calls} WHERE turn = ? AND call = ?`)
    this.#turn = database.prepare(`${calls} WHERE turn = ? ORDER BY rowid`)
    this.#run = database.prepare(`SELECT *${agent} FROM runs WHERE run = ?`)
    this.#messages = database.prepare('SELECT * FROM messages WHERE run = ? ORDER BY number')
    this.#runs = database.prepare(
      `SELECT run, format, started, ended, outcome, ${this.#hasChecksums ? 'head_sum, end_sum,' : ''}
        ${version >= 4 ? 'name, outer_turn, outer_call' : agent.slice(2)},
        (SELECT count(*) FROM messages WHERE messages.run = runs.run) AS turns
       FROM runs ORDER BY started, rowid`,
    )
    this.#questions = database.prepare(`${calls} WHERE ${waiting} ORDER BY asked, rowid`)
    this.#version = database.prepare('PRAGMA data_version')
  }

  turn(turnId: string): CallRow[] {
    return this.#withDecisions(this.#checked('calls', this.#turn.all(turnId), { turn: turnId }))
  }

  run(runId: string): Answers['run'] {
    const wanted = { run: runId }
    const [run] = this.#checked<RunRow>('runs', this.#run.all(runId), wanted)
    if (run === undefined) return undefined
    const messages = this.#checked<MessageRow>('messages', this.#messages.all(runId), wanted)
    return { run, messages }
  }

  runs(): SummaryRow[] {
    return this.#checked('runs', this.#runs.all(), {}, summaryChecksums)
  }

  questions(): CallRow[] {
    const rows = this.#withDecisions(this.#checked('calls', this.#questions.all(), {}))
    return rows.filter(({ decided }) => decided === null)
  }

  call([turn, call]: readonly [turn: string, call: string, ...unknown[]]): CallRow | undefined {
    const rows = this.#checked<CallRow>('calls', this.#call.all(turn, call), { turn, call })
    return this.#withDecisions(rows)[0]
  }

  /**
   * `taken`: how many this process has taken from the inbox. The version is read first: what comes between is found the
   * next time.
   */
  decisions(
    calls: readonly Awaited[],
    known: number | undefined,
    taken: number,
  ): Answers['decisions'] {
    const version = Number(this.#version.get()?.['data_version']) + taken
    if (version === known && this.#inbox.all().length === 0) return { version, decided: [] }
    const found = calls
      .map(({ turnId, callKey }) => this.call([turnId, callKey]))
      .filter((row) => row !== undefined)
    return { version, decided: found.filter(({ decided }) => decided !== null) }
  }

  /** @throws {FanfoldError} `journal_corrupt`, as all that reads. */
  #checked<T>(
    table: Table,
    rows: readonly object[],
    wanted: Readonly<Record<string, string>>,
    sums?: readonly Checksum[],
  ): T[] {
    if (this.#hasChecksums) for (const row of rows) checkRow(this.#path, table, row, wanted, sums)
    return rows as T[]
  }

  #withDecisions(rows: CallRow[]): CallRow[] {
    const left = new Map(this.#inbox.all().map((values) => [keyOf(values[0], values[1]), values]))
    if (left.size === 0) return rows
    return rows.map((row) => {
      const decision = left.get(keyOf(row.turn, row.call))
      if (decision === undefined || !isWaiting(row)) return row
      const [, , answer, reason, decided, changed = null] = decision
      return { ...row, decision: answer, reason, decided, changed }
    })
  }
}

/** As `waiting`, of a row. */
export function isWaiting({ asked, decided, settled }: CallRow): boolean {
  return asked !== null && decided === null && settled === null
}

function keyOf(turn: string, call: string): string {
  return JSON.stringify([turn, call])
}
