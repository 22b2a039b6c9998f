import { createHash, randomUUID } from 'node:crypto'
import { linkSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { faultError } from '../../fault.ts'
import type { Row } from '../messages.ts'
import { chownFolder, readSmallFile, syncFolder, writeDurably } from './inbox-files.ts'

/** No decision is longer: a file that is has been put there by somebody else. */
const longestBytes = 2 ** 20
const isName = /^[0-9a-f]{64}\.json$/

/** A decision as it lies in the inbox: the values of its statement. */
export type DecidedValues = readonly [
  turn: string,
  call: string,
  decision: 'allow' | 'deny',
  reason: string | null,
  atMs: number,
  /** Absent in what an earlier version has left. */
  changed?: string | null,
]

/**
 * The folder in which other processes leave a person's decisions, a file each. The engine takes them into the journal: so
 * nobody but the engine ever writes there, and what comes and goes beside it cannot disturb it.
 */
export class Inbox {
  readonly #path: string
  readonly #folder: string

  constructor(path: string) {
    this.#path = path
    this.#folder = `${path}.decisions`
  }

  /** Why what lies there is not looked at, if it is not: somebody else might have put it there. */
  fault(): string | undefined {
    const folder = lstatSync(this.#folder, { throwIfNoEntry: false })
    if (folder === undefined) return undefined
    if (!folder.isDirectory()) return `${this.#folder} is no folder`
    // Windows has no such owners and modes.
    const journal = statSync(this.#path, { throwIfNoEntry: false })
    if (process.getuid === undefined || journal === undefined) return undefined
    if (![0, process.getuid(), journal.uid].includes(folder.uid))
      return `${this.#folder} belongs to another user than the journal`
    // Who may write to the journal itself needs no folder for that.
    if ((folder.mode & ~journal.mode & 0o022) !== 0)
      return `others may write to ${this.#folder} (make it private: chmod 700)`
    return undefined
  }

  /**
   * Makes a decision durable. Returns another one on that call that has been left before, which stands.
   *
   * @throws {FanfoldError} `journal_record`, if it is too long; `journal_read_only`, if nobody would look there.
   */
  leave(values: DecidedValues): DecidedValues | undefined {
    const text = JSON.stringify(values)
    if (Buffer.byteLength(text) > longestBytes) {
      const message = `Expected a decision to be shorter than ${longestBytes} bytes, its reason included.`
      throw faultError({ code: 'journal_record', message })
    }
    this.#makeFolder()
    const path = this.#pathOf(values)
    const draft = join(this.#folder, randomUUID())
    try {
      writeDurably(draft, text, ownerOf(this.#path))
      const before = this.#link(draft, path, values)
      if (before !== undefined) return before
    } finally {
      rmSync(draft, { force: true })
    }
    syncFolder(this.#folder)
    return undefined
  }

  #makeFolder(): void {
    const isThere = lstatSync(this.#folder, { throwIfNoEntry: false }) !== undefined
    if (!isThere) mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const why = this.fault()
    if (why !== undefined) {
      const message = `A decision cannot be left for the journal ${this.#path}: ${why}.`
      throw faultError({ code: 'journal_read_only', message })
    }
    chownFolder(this.#folder, ownerOf(this.#path))
  }

  /** Whole or not at all, and only if there is no decision yet. Anything else in its place is removed. */
  #link(draft: string, path: string, values: DecidedValues): DecidedValues | undefined {
    for (let tries = 1; ; tries += 1)
      try {
        linkSync(draft, path)
        return undefined
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 3) throw error
        const before = this.get(values)
        if (before !== undefined) return before
        rmSync(path, { force: true, recursive: true })
      }
  }

  /** The decision on a call that has been left and not been taken. */
  get(call: readonly [turn: string, call: string, ...unknown[]]): DecidedValues | undefined {
    return this.fault() === undefined ? read(this.#pathOf(call)) : undefined
  }

  /** All of them, as far as they can be read now. */
  all(): DecidedValues[] {
    if (this.fault() !== undefined) return []
    return this.#names()
      .map((name) => read(join(this.#folder, name)))
      .filter((values) => values !== undefined)
  }

  /** Once the journal has them, or does not take them. */
  remove(decisions: readonly DecidedValues[]): void {
    for (const values of decisions) rmSync(this.#pathOf(values), { force: true })
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => isName.test(name))
    } catch {
      // It is not there, or it cannot be read now: who waits for a decision looks again.
      return []
    }
  }

  #pathOf(call: readonly [turn: string, call: string, ...unknown[]]): string {
    return join(this.#folder, nameOf(call))
  }
}

/** A name of its own for each call, whatever its ids hold. */
function nameOf([turn, call]: readonly [turn: string, call: string, ...unknown[]]): string {
  const hash = createHash('sha256').update(JSON.stringify([turn, call]))
  return `${hash.digest('hex')}.json`
}

/** Root may decide for an engine that is not root's. For others it is theirs already, or not theirs to give. */
function ownerOf(journal: string): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? statSync(journal, { throwIfNoEntry: false }) : undefined
}

export function decidedRow(values: DecidedValues): Row {
  const [turn, call, decision, reason, atMs, changed = null] = values
  return { kind: 'call.decided', values: [turn, call, decision, reason, atMs, changed] }
}

/** Undefined if it has been taken, is no decision, or is one on another call than its name says. */
function read(path: string): DecidedValues | undefined {
  try {
    const values: unknown = JSON.parse(readSmallFile(path, longestBytes) ?? 'null')
    return isDecided(values) && nameOf(values) === basename(path) ? values : undefined
  } catch {
    return undefined
  }
}

function isDecided(values: unknown): values is DecidedValues {
  if (!Array.isArray(values) || values.length < 5 || values.length > 6) return false
  const [turn, call, decision, reason, atMs, changed = null] = values as unknown[]
  return (
    typeof turn === 'string' &&
    typeof call === 'string' &&
    (decision === 'allow' || decision === 'deny') &&
    (reason === null || typeof reason === 'string') &&
    typeof atMs === 'number' &&
    (changed === null || typeof changed === 'string')
  )
}
