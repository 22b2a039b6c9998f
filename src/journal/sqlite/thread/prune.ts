import type { DatabaseSync } from 'node:sqlite'
import type { Answers, PruneStep } from '../messages.ts'

/** How much one step does, so that records wait no longer than some milliseconds for it. */
const runsAStep = 100
const callsAStep = 2_000
const pagesAStep = 500

type Pruned = Answers['prune']

/** Forgets what is old, a step at a time. `dry` only counts. */
export function prune(
  database: DatabaseSync,
  beforeMs: number,
  step: PruneStep,
  dry: boolean,
): Pruned {
  if (step.phase === 'runs')
    return dry ? countRuns(database, beforeMs) : pruneRuns(database, beforeMs)
  if (step.phase === 'turns') return pruneTurns(database, beforeMs, step.after, dry)
  return shrink(database)
}

function countRuns(database: DatabaseSync, beforeMs: number): Pruned {
  const row = database.prepare('SELECT count(*) AS runs FROM runs WHERE ended < ?').get(beforeMs)
  return { forgotten: Number(row?.['runs']), next: { phase: 'turns', after: 0 } }
}

function pruneRuns(database: DatabaseSync, beforeMs: number): Pruned {
  const old = database
    .prepare('SELECT run FROM runs WHERE ended < ? LIMIT ?')
    .all(beforeMs, runsAStep)
  const calls = database.prepare(
    'DELETE FROM calls WHERE turn IN (SELECT turn FROM messages WHERE run = ?)',
  )
  const messages = database.prepare('DELETE FROM messages WHERE run = ?')
  const runs = database.prepare('DELETE FROM runs WHERE run = ?')
  for (const { run = null } of old) for (const each of [calls, messages, runs]) each.run(run)
  const phase = old.length < runsAStep ? 'turns' : 'runs'
  return { forgotten: old.length, next: { phase, after: 0 } }
}

/** Goes through the calls in the order in which they came; a turn is judged at its first. */
function pruneTurns(database: DatabaseSync, beforeMs: number, after: number, dry: boolean): Pruned {
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
        AND (SELECT max(max(coalesce(started, 0), coalesce(settled, 0), coalesce(asked, 0), coalesce(decided, 0)))
             FROM calls WHERE turn = step.turn) < ?`,
    )
    .all(after, last, after, beforeMs)
  const forget = database.prepare('DELETE FROM calls WHERE turn = ?')
  if (!dry) for (const { turn = null } of old) forget.run(turn)
  return { forgotten: old.length, next: { phase: 'turns', after: last } }
}

/** Gives room back to the disk. */
function shrink(database: DatabaseSync): Pruned {
  database.exec(`PRAGMA incremental_vacuum(${pagesAStep})`)
  const left = Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count'])
  return { forgotten: 0, next: left === 0 ? undefined : { phase: 'shrink', after: 0 } }
}
