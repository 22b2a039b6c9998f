import { createHash, randomUUID } from 'node:crypto'
import {
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Row } from '../messages.ts'

const ending = '.json'

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

  /** Makes a decision durable. Returns another one on that call that has been left before, which stands. */
  leave(values: DecidedValues): DecidedValues | undefined {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    giveToOwnerOf(this.#path, this.#folder)
    const path = this.#pathOf(values)
    const draft = join(this.#folder, randomUUID())
    try {
      writeDurably(draft, JSON.stringify(values))
      giveToOwnerOf(this.#path, draft)
      // Whole or not at all, and only if there is none.
      linkSync(draft, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      return this.get(values)
    } finally {
      rmSync(draft, { force: true })
    }
    syncFolder(this.#folder)
    return undefined
  }

  /** The decision on a call that has been left and not been taken. */
  get(call: readonly [turn: string, call: string, ...unknown[]]): DecidedValues | undefined {
    return read(this.#pathOf(call))
  }

  /** All of them. */
  all(): DecidedValues[] {
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
      return readdirSync(this.#folder).filter((name) => name.endsWith(ending))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }

  #pathOf([turn, call]: readonly [turn: string, call: string, ...unknown[]]): string {
    const name = createHash('sha256')
      .update(JSON.stringify([turn, call]))
      .digest('hex')
    return join(this.#folder, `${name}${ending}`)
  }
}

export function decidedRow(values: DecidedValues): Row {
  const [turn, call, decision, reason, atMs, changed = null] = values
  return { kind: 'call.decided', values: [turn, call, decision, reason, atMs, changed] }
}

/** Undefined if it has been taken, or is no decision. */
function read(path: string): DecidedValues | undefined {
  try {
    const values: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isDecided(values) ? values : undefined
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT')
      return undefined
    throw error
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

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Root may decide for an engine that is not root's. For others it is theirs already, or not theirs to give. */
function giveToOwnerOf(journal: string, path: string): void {
  const owner = statSync(journal, { throwIfNoEntry: false })
  if (owner === undefined || process.getuid?.() !== 0) return
  chownSync(path, owner.uid, owner.gid)
}

/** So that the name is on the disk, too. Windows does not let a folder be opened. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
