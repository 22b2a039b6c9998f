import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Clock } from '../../../../util/clock.ts'
import { faultError, lostFault } from '../../../fault.ts'
import { sleep } from '../sleep.ts'
import { transaction } from '../transaction.ts'
import {
  eraseHolder,
  inUseFault,
  nameOf,
  readHolder,
  readMeta,
  writeMeta,
  type Holder,
} from './holder.ts'
import { hasEnded } from './process-state.ts'

/** How long a holder that cannot be asked after keeps a journal that it does not renew, in milliseconds. */
export const leaseMs = 15_000

export interface LeaseOptions {
  readonly path: string
  /** Who wants it. */
  readonly now: Holder
  readonly leaseMs: number
  readonly clock: Clock
}

/**
 * The right to write to a journal, which stands in the journal itself: a lock of the system is dropped when anything in
 * the process closes the locked file, and does not go with a file that is moved. Each holder has an epoch of its own; one
 * whose epoch is over finds that out in each transaction (a fencing token, as in Kleppmann, "How to do distributed
 * locking", 2016).
 */
export class Lease {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #epoch: string
  readonly #kept: StatementSync
  #renewals = 0

  constructor(path: string, database: DatabaseSync, epoch: string) {
    this.#path = path
    this.#database = database
    this.#epoch = epoch
    // Prepared once, for each commit asks.
    this.#kept = database.prepare("SELECT 1 FROM meta WHERE key = 'epoch' AND value = ?")
  }

  /** To be asked in the transaction that relies on it. @throws {FanfoldError} `journal_lost`, if another has it. */
  check(): void {
    if (this.#kept.get(this.#epoch) !== undefined) return
    const who = nameOf(readHolder(this.#database)) ?? 'another engine'
    throw faultError(lostFault(this.#path, `it has been taken over by ${who}`))
  }

  /** Shows those who cannot ask after this process that it is there. */
  renew(): void {
    this.check()
    this.#renewals += 1
    writeMeta(this.#database, 'renewals', String(this.#renewals))
  }

  release(): void {
    this.check()
    eraseHolder(this.#database)
  }
}

/**
 * Waits until the holder of a journal, whose lock this process has, is known to hold it no more: its process has ended, or,
 * in another system, has not renewed the lease for as long as that lasts, by the clock of this process. Returns what shows
 * that lease.
 *
 * @throws {FanfoldError} `journal_in_use`.
 */
export function watchHolder(
  database: DatabaseSync,
  { path, now, leaseMs: lastsMs, clock }: LeaseOptions,
): string {
  const first = shownBy(database)
  const overMs = clock.now() + lastsMs
  for (;;) {
    const holder = readHolder(database)
    const state = stateOf(holder, now)
    const shown = shownBy(database)
    if (state === 'alive' || shown !== first) throw faultError(inUseFault(path, holder))
    if (state === 'ended' || clock.now() >= overMs) return shown
    sleep(lastsMs / 20)
  }
}

/**
 * Takes the lease of a new journal, or what has shown itself to be over.
 *
 * @throws {FanfoldError} `journal_in_use`, if another has come first.
 */
export function takeLease(
  database: DatabaseSync,
  { path, now }: LeaseOptions,
  over: string | undefined,
): Lease {
  return transaction(database, () => {
    const holder = readHolder(database)
    if (holder !== undefined && shownBy(database) !== over)
      throw faultError(inUseFault(path, holder))
    const epoch = String(Number(readMeta(database, 'epoch') ?? 0) + 1)
    writeMeta(database, 'epoch', epoch)
    writeMeta(database, 'holder', JSON.stringify(now))
    return new Lease(path, database, epoch)
  })
}

/** What changes when the lease is taken or renewed. */
function shownBy(database: DatabaseSync): string {
  return `${readMeta(database, 'epoch') ?? ''} ${readMeta(database, 'renewals') ?? ''}`
}

function stateOf(holder: Partial<Holder> | undefined, now: Holder): 'alive' | 'ended' | 'unknown' {
  if (holder === undefined) return 'ended'
  const { pid, system, start = '' } = holder
  // Windows drops a lock with the handle that has it, and with no other: nobody has it any more.
  if (process.platform === 'win32') return 'ended'
  // Written by a version to which the lock said it all.
  if (pid !== undefined && system === undefined) return 'ended'
  if (pid === undefined || system !== now.system) return 'unknown'
  if (holder.file !== now.file) return 'ended'
  if (pid === now.pid && start === now.start)
    // SQLite itself keeps the locks of a process apart, so a thread of it that had this one has ended.
    return holder.lockFile === now.lockFile ? 'ended' : 'alive'
  return hasEnded({ pid, start }) ? 'ended' : 'alive'
}
