import { waitsOf, type Waits } from './waits.ts'

export interface GroupCommitOptions {
  /** How often some calls of a turn start or settle at one moment, each second. */
  readonly momentsPerSecond: number
  /** How many records a moment brings. */
  readonly records: () => number
  /** Seconds that a commit takes, and each record in it. */
  readonly commitS: number
  readonly recordS: number
  readonly moments: number
  readonly gapS: (perSecond: number) => number
}

export interface GroupCommits {
  /** Seconds from a record to its acknowledgement. */
  readonly waits: Waits
  readonly commitsPerSecond: number
  readonly recordsPerCommit: number
  /** The share of the time in which a commit is under way. */
  readonly busy: number
}

/** While a commit is under way the next group gathers, and is committed after it, as a whole. */
export function groupCommits(options: GroupCommitOptions): GroupCommits {
  const { momentsPerSecond, commitS, recordS, moments } = options
  const waits: number[] = []
  let group: { readonly atS: number; readonly records: number }[] = []
  let [nowS, idleFromS, commits, records, busyS] = [0, 0, 0, 0, 0]

  function commit(beginsS: number): void {
    const size = group.reduce((sum, moment) => sum + moment.records, 0)
    const tookS = commitS + size * recordS
    idleFromS = beginsS + tookS
    for (const { atS } of group) waits.push(idleFromS - atS)
    group = []
    commits += 1
    records += size
    busyS += tookS
  }

  for (let moment = 0; moment < moments; moment += 1) {
    nowS += options.gapS(momentsPerSecond)
    if (group.length > 0 && idleFromS <= nowS) commit(idleFromS)
    group.push({ atS: nowS, records: options.records() })
    if (idleFromS <= nowS) commit(nowS)
  }
  return {
    waits: waitsOf(Float64Array.from(waits)),
    commitsPerSecond: commits / nowS,
    recordsPerCommit: records / commits,
    busy: busyS / nowS,
  }
}
