import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Answers, PruneStep } from '../messages.ts'

/** How much one step does, so that records wait no longer than some milliseconds for it. */
const whole = { runs: 100, calls: 2_000, pages: 500 } as const
/** Less makes no step smaller. */
export const smallestPortion: number = 1 / 256

/** Of a call. */
const lastWritten =
  'max(coalesce(calls.started, 0), coalesce(settled, 0), coalesce(calls.asked, 0), coalesce(decided, 0))'

type Pruned = Answers['prune']

export interface Pruning {
  readonly beforeMs: number
  /** Also runs that have not ended, but for these. */
  readonly unfinished: { readonly except: ReadonlySet<string> } | undefined
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
    case 'runs':
      return dry ? countRuns(database, beforeMs) : pruneRuns(database, beforeMs, runs)
    case 'unfinished':
      if (unfinished === undefined) return { forgotten: 0, next: { phase: 'turns', after: 0 } }
      return pruneUnfinished(database, beforeMs, step.after, unfinished.except, dry, runs)
    case 'turns':
      return pruneTurns(database, beforeMs, step.after, dry, calls)
    case 'shrink':
      return shrink(database, pages)
  }
}

function countRuns(database: DatabaseSync, beforeMs: number): Pruned {
  const row = database.prepare('SELECT count(*) AS runs FROM runs WHERE ended < ?').get(beforeMs)
  return { forgotten: Number(row?.['runs']), next: { phase: 'unfinished', after: 0 } }
}

function pruneRuns(database: DatabaseSync, beforeMs: number, runsAStep: number): Pruned {
  const old = database
    .prepare('SELECT run FROM runs WHERE ended < ? LIMIT ?')
    .all(beforeMs, runsAStep)
  forgetRuns(database, old)
  const phase = old.length < runsAStep ? 'unfinished' : 'runs'
  return { forgotten: old.length, next: { phase, after: 0 } }
}

/** Goes through the runs in the order in which they began. */
function pruneUnfinished(
  database: DatabaseSync,
  beforeMs: number,
  after: number,
  except: ReadonlySet<string>,
  dry: boolean,
  runsAStep: number,
): Pruned {
  const some = database
    .prepare(
      `SELECT rowid AS row, run, coalesce(ended, started) < ?
          AND ended IS NULL
          AND NOT EXISTS (SELECT 1 FROM messages WHERE run = runs.run AND at >= ?)
          AND NOT EXISTS (SELECT 1 FROM messages JOIN calls USING (turn) WHERE run = runs.run AND ${lastWritten} >= ?)
          AS old
       FROM runs WHERE rowid > ? ORDER BY rowid LIMIT ?`,
    )
    .all(beforeMs, beforeMs, beforeMs, after, runsAStep)
  const left = some.filter(({ run, old }) => old === 1 && !except.has(String(run)))
  if (!dry) forgetRuns(database, left)
  const last = some.at(-1)?.['row']
  const next: PruneStep =
    last === undefined ? { phase: 'turns', after: 0 } : { phase: 'unfinished', after: Number(last) }
  return { forgotten: left.length, next }
}

function forgetRuns(database: DatabaseSync, runs: readonly Record<string, SQLOutputValue>[]): void {
  const statements = [
    'DELETE FROM calls WHERE turn IN (SELECT turn FROM messages WHERE run = ?)',
    'DELETE FROM messages WHERE run = ?',
    'DELETE FROM runs WHERE run = ?',
  ].map((sql) => database.prepare(sql))
  for (const { run = null } of runs) for (const each of statements) each.run(run)
}

/** Goes through the calls in the order in which they came; a turn is judged at its first. */
function pruneTurns(
  database: DatabaseSync,
  beforeMs: number,
  after: number,
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
             FROM calls WHERE turn = step.turn) < ?`,
    )
    .all(after, last, after, beforeMs)
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
