import { scopedId } from '../../src/util/scoped-id.ts'
import { withLife, type Evidence } from './evidence.ts'
import type { Line } from './line.ts'
import { momentsOf } from './moment.ts'

/** What rounds came to, as counts. */
export interface Tally {
  rounds: number
  /** Calls of the plans, those inside calls included. */
  calls: number
  /** By what they met. */
  kills: Record<string, number>
  /** What else happened, by its name. */
  events: Record<string, number>
  /** Results that a later process had from the journal. */
  restored: number
  unknown: number
  /** Of those, how many had not begun: the kill fell between the record and the tool's first line. */
  unknownNotBegun: number
  violations: number
  /** Rounds with a violation. */
  failures: number
}

export function emptyTally(): Tally {
  return {
    rounds: 0,
    calls: 0,
    kills: {},
    events: {},
    restored: 0,
    unknown: 0,
    unknownNotBegun: 0,
    violations: 0,
    failures: 0,
  }
}

export function addRound(tally: Tally, evidence: Evidence): void {
  const { facts, lines, lives } = evidence
  tally.rounds += 1
  countEvents(tally.events, evidence)
  tally.calls += facts.size
  for (const [index, moment] of momentsOf(evidence).entries()) {
    const name = index === 0 ? moment : `resuming, ${moment}`
    tally.kills[name] = (tally.kills[name] ?? 0) + 1
  }
  const engines = new Set(lives.map(({ process }) => process))
  for (const { what, process } of lines) {
    if (what !== 'killed' || engines.has(process)) continue
    const name = process === 'redis' ? 'Redis' : 'a worker'
    tally.kills[name] = (tally.kills[name] ?? 0) + 1
  }
  const begun = new Set(lines.flatMap((line) => (line.what === 'start' ? [line.key] : [])))
  const unknown = new Set<string>()
  for (const [line, life] of withLife(evidence)) {
    if (line.what !== 'settled') continue
    const key = scopedId(line.turn, line.id)
    if (lives[life - 1]?.kept.get(key)?.result !== undefined) tally.restored += 1
    if (line.status === 'unknown') unknown.add(key)
  }
  tally.unknown += unknown.size
  tally.unknownNotBegun += [...unknown].filter((key) => !begun.has(key)).length
}

const names: Partial<Record<Line['what'], string>> = {
  suspended: 'a process suspended, which ended by itself',
  frozen: 'the engine frozen',
  refused: 'another refused the journal in use',
  looked: 'a look by the command line',
  'told to close': 'a worker told to close',
}

function countEvents(events: Record<string, number>, { plan, lines, lives }: Evidence): void {
  const count = (name: string, by = 1): void => void (events[name] = (events[name] ?? 0) + by)
  for (const { what } of lines) {
    const name = names[what]
    if (name !== undefined) count(name)
  }
  const { twice, readsFilesMs, slow, otherWorker } = plan
  if (twice !== undefined) count(`a process with two callers (by ${twice.how})`, lives.length)
  if (readsFilesMs !== undefined) count('a process that reads its journal’s files', lives.length)
  if (slow !== undefined) count('a slow journal', lives.length)
  if (otherWorker !== undefined) count(`a worker of another version (${otherWorker})`)
}

export function tallyText(what: string, tally: Tally, seconds: number): string {
  const { rounds, calls, kills, events, restored, unknown, unknownNotBegun, violations } = tally
  const listOf = (counts: Tally['kills']): string[] =>
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`)
  const total = Object.values(kills).reduce((sum, count) => sum + count, 0)
  return [
    `${what}: ${rounds} rounds, ${calls} calls, ${total} kills in ${seconds.toFixed(1)} s`,
    ...listOf(kills),
    'Beside these:',
    ...listOf(events),
    `  ${restored} results restored, ${unknown} unknown (${unknownNotBegun} of them had not begun)`,
    `  ${violations} violations`,
  ].join('\n')
}
