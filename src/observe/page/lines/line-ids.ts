import { isRecord } from '../../../util/is-record.ts'

/**
 * Tells lines that come for the first time from those that a server sends again after a broken connection. Ids are the
 * numbers of the lines, from 1. A first line with another header is the beginning of another run.
 */
export class LineIds {
  #last = 0
  #header = ''

  /** `again`: it has come before. `anew`: all that has come before is of another run. */
  take(id: string, line: unknown): 'next' | 'again' | 'anew' {
    const number = /^\d+$/.test(id) ? Number(id) : this.#last + 1
    if (number === 1 && isRecord(line)) {
      const header = JSON.stringify([line['id'], line['startedAtMs']])
      const isAnew = this.#last > 0 && header !== this.#header
      if (isAnew || this.#last === 0) {
        this.#header = header
        this.#last = 1
        return isAnew ? 'anew' : 'next'
      }
    }
    if (number <= this.#last) return 'again'
    this.#last = number
    return 'next'
  }
}
