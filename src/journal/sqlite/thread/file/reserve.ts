import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { makePrivate } from './private-file.ts'

const wholeBytes = 2 ** 20
/** As much is left to pruning, which needs it most. */
const keptBytes = 2 ** 17
const pieceBytes = 2 ** 14
/** Of what is free, so that a small disk has room for the journal, and a full one is left as it is. */
const ofFree = 1 / 4
/** With less than this on the disk, it may be full before long. */
const shortBytes = 2 ** 28

/**
 * Room on the disk that nobody else takes, in a file beside the journal: to forget something SQLite has to write first, and
 * on a full disk it could not.
 */
export class Reserve {
  readonly #path: string

  constructor(path: string) {
    this.#path = `${path}.reserve`
  }

  /** Takes as much as it should have. Returns that, and whether the disk has not much more. */
  fill(): { readonly bytes: number; readonly isShort: boolean } {
    try {
      makePrivate(this.#path)
      const { bavail, bsize } = statfsSync(this.#path)
      const free = bavail * bsize
      return this.#with((file, size) => {
        let bytes = size
        for (const end = Math.min(wholeBytes, size + free * ofFree); bytes + pieceBytes <= end;)
          // Not zeros, which some file systems do not write.
          bytes += writeSync(file, randomBytes(pieceBytes), 0, undefined, bytes)
        return { bytes, isShort: free < shortBytes }
      })
    } catch {
      // Somebody else took the room, or the system does not tell.
      return { bytes: 0, isShort: true }
    }
  }

  /** Gives back a piece of what is not left to pruning. Returns whether there was one. */
  giveSome(): boolean {
    try {
      return this.#with((file, size) => {
        if (size <= keptBytes) return false
        ftruncateSync(file, Math.max(keptBytes, size - pieceBytes))
        return true
      })
    } catch {
      return false
    }
  }

  /** Gives all of it back. */
  giveAll(): void {
    rmSync(this.#path, { force: true })
  }

  #with<T>(use: (file: number, size: number) => T): T {
    if (!lstatSync(this.#path).isFile()) throw new Error(`${this.#path} is no file.`)
    const file = openSync(this.#path, constants.O_RDWR)
    try {
      return use(file, fstatSync(file).size)
    } finally {
      closeSync(file)
    }
  }
}
