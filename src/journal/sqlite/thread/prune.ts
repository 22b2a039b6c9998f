import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Answers, PruneStep } from '../messages.ts'
import type { OwnWork } from './own-work.ts'

/** How much one step does, so that records wait no longer than some milliseconds for it. */
const whole = { runs: 100, calls: 2_000, pages: 500 } as const
/** Less makes no step smaller. */
export const smallestPortion: number = 1 / 256

/** Of a call. */
const lastWritten =
  'max(coalesce(calls.started, 0), coalesce(settled, 0), coalesce(calls.asked, 0), coalesce(decided, 0))'

/**
 * Of a run, or of a turn's call: it began inside a call that may run again, and finds it then: one without a result, of a run or
 * a turn that has not ended.
 */
function isNeeded(table: 'runs' | 'calls'): string {
  const outerTurn = `${table}.outer_turn`
  return `(${outerTurn} IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM calls AS around
      WHERE around.turn = ${outerTurn} AND around.call = ${table}.outer_call AND around.settled IS NOT NULL)
    AND CASE WHEN EXISTS (SELECT 1 FROM messages WHERE messages.turn = ${outerTurn})
      THEN EXISTS (SELECT 1 FROM messages JOIN runs AS around ON around.run = messages.run
        WHERE messages.turn = ${outerTurn} AND around.ended IS NULL)
      ELSE EXISTS (SELECT 1 FROM calls AS around WHERE around.turn = ${outerTurn}) END)`
}

type Pruned = Answers['prune']

export interface Pruning {
  readonly beforeMs: number
  /** Also runs and turns that have not ended, but for these. */
  readonly unfinished: { readonly except: OwnWork } | undefined
  /** Only count. */
  readonly dry: boolean
  /** How much of a step is to be done: on a full disk what it writes has to fit into what was kept in reserve. */
  readonly portion: number
}

/** Forgets what is old, a step at a time. */
export function prune(database: DatabaseSync, step: PruneStep, pruning: Pruning): Pruned {
  const { beforeMs, unfinished, dry, portion } = pruning
  const runs = Math.ceil(whole.runs * portion)
  const calls = Math.ceil(whole.calls * portion)
  const pages = Math.ceil(whole.pages * portion)
  switch (step.phase) {
    case 'unfinished':
      if (unfinished === undefined) return { forgotten: 0, next: { phase: 'runs', after: 0 } }
      return pruneUnfinished(database, beforeMs, step.after, unfinished.except, dry, runs)
    case 'runs':
      return dry ? countRuns(database, beforeMs) : pruneRuns(database, beforeMs, runs)
    case 'turns':
      return pruneTurns(database, beforeMs, step.after, unfinished?.except, dry, calls)
    case 'shrink':
      return shrink(database, pages)
  }
}

const endedRun = `ended < ? AND NOT ${isNeeded('runs')}`

function countRuns(database: DatabaseSync, beforeMs: number): Pruned {
  const row = database.prepare(`SELECT count(*) AS runs FROM runs WHERE ${endedRun}`).get(beforeMs)
  return { forgotten: Number(row?.['runs']), next: { phase: 'turns', after: 0 } }
}

function pruneRuns(database: DatabaseSync, beforeMs: number, runsAStep: number): Pruned {
  const old = database
    .prepare(`SELECT run FROM runs WHERE ${endedRun} LIMIT ?`)
    .all(beforeMs, runsAStep)
  forgetRuns(database, old)
  const phase = old.length < runsAStep ? 'turns' : 'runs'
  return { forgotten: old.length, next: { phase, after: 0 } }
}

/** Goes through the runs in the order in which they began, so that one comes before those inside it. */
function pruneUnfinished(
  database: DatabaseSync,
  beforeMs: number,
  after: number,
  except: OwnWork,
  dry: boolean,
  runsAStep: number,
): Pruned {
  const some = database
    .prepare('SELECT rowid AS row, run FROM runs WHERE rowid > ? ORDER BY rowid LIMIT ?')
    .all(after, runsAStep)
  const isOld = database.prepare(
    `SELECT 1 FROM runs WHERE run = ? AND started < ? AND ended IS NULL
      AND NOT EXISTS (SELECT 1 FROM messages WHERE run = runs.run AND at >= ?)
      AND NOT EXISTS (SELECT 1 FROM messages JOIN calls USING (turn) WHERE run = runs.run AND ${lastWritten} >= ?)
      AND NOT ${isNeeded('runs')}`,
  )
  let forgotten = 0
  for (const one of some) {
    const { run = null } = one
    if (except.hasRun(String(run))) continue
    if (isOld.get(run, beforeMs, beforeMs, beforeMs) === undefined) continue
    if (!dry) forgetRuns(database, [one])
    forgotten += 1
  }
  const last = some.at(-1)?.['row']
  const next: PruneStep =
    last === undefined ? { phase: 'runs', after: 0 } : { phase: 'unfinished', after: Number(last) }
  return { forgotten, next }
}

function forgetRuns(database: DatabaseSync, runs: readonly Record<string, SQLOutputValue>[]): void {
  const statements = [
    'DELETE FROM calls WHERE turn IN (SELECT turn FROM messages WHERE run = ?)',
    'DELETE FROM messages WHERE run = ?',
    'DELETE FROM runs WHERE run = ?',
  ].map((sql) => database.prepare(sql))
  for (const { run = null } of runs) for (const each of statements) each.run(run)
}

/** Goes through the calls in the order in which they came; a turn is judged at its first. `except`: also those with calls without a result. */
function pruneTurns(
  database: DatabaseSync,
  beforeMs: number,
  after: number,
  except: OwnWork | undefined,
  dry: boolean,
  callsAStep: number,
): Pruned {
  const end = database
    .prepare(
      `SELECT max(rowid) AS last, count(*) AS calls
       FROM (SELECT rowid FROM calls WHERE rowid > ? ORDER BY rowid LIMIT ?)`,
    )
    .get(after, callsAStep)
  if (end?.['calls'] === 0)
    return { forgotten: 0, next: dry ? undefined : { phase: 'shrink', after: 0 } }
  const last = Number(end?.['last'])
  const old = database
    .prepare(
      `SELECT turn FROM (SELECT DISTINCT turn FROM calls WHERE rowid > ? AND rowid <= ?) AS step
       WHERE (SELECT min(rowid) FROM calls WHERE turn = step.turn) > ?
        AND NOT EXISTS (SELECT 1 FROM messages WHERE turn = step.turn)
        AND (SELECT max(${lastWritten})
             FROM calls WHERE turn = step.turn) < ?
        ${except === undefined ? 'AND NOT EXISTS (SELECT 1 FROM calls WHERE turn = step.turn AND settled IS NULL)' : ''}
        AND NOT EXISTS (SELECT 1 FROM calls WHERE turn = step.turn AND ${isNeeded('calls')})`,
    )
    .all(after, last, after, beforeMs)
    .filter(({ turn }) => except?.hasTurn(String(turn)) !== true)
  const forget = database.prepare('DELETE FROM calls WHERE turn = ?')
  if (!dry) for (const { turn = null } of old) forget.run(turn)
  return { forgotten: old.length, next: { phase: 'turns', after: last } }
}

/** Gives room back to the disk. */
function shrink(database: DatabaseSync, pagesAStep: number): Pruned {
  database.exec(`PRAGMA incremental_vacuum(${pagesAStep})`)
  const left = Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count'])
  return { forgotten: 0, next: left === 0 ? undefined : { phase: 'shrink', after: 0 } }
}
