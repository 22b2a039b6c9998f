import { statSync } from 'node:fs'
import { faultError, lostFault } from '../../../fault.ts'

const endings = ['', '-wal', '-shm'] as const

/** Which file a path names: its device and number. Undefined if there is no such file. */
export function fileIdentity(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats && `${stats.dev}:${stats.ino}`
}

/** The files of a journal as they were opened. Its paths may come to name others, which this process does not write to. */
export class OpenedFiles {
  readonly #path: string
  readonly #identities: readonly (string | undefined)[]

  /** `identity` is that of the journal before it was opened; by now its log is there, too. */
  constructor(path: string, identity: string | undefined) {
    this.#path = path
    const [, ...beside] = endings.map((ending) => fileIdentity(`${path}${ending}`))
    this.#identities = [identity, ...beside]
    this.check()
  }

  /** @throws {FanfoldError} `journal_lost`, if one was deleted, moved or replaced. */
  check(): void {
    for (const [at, ending] of endings.entries()) {
      const path = `${this.#path}${ending}`
      const found = fileIdentity(path)
      if (found === this.#identities[at]) continue
      const what = found === undefined ? 'is gone' : 'is another file than the one that was opened'
      throw faultError(lostFault(this.#path, `${path} ${what}`))
    }
  }
}
