import type { DatabaseSync } from 'node:sqlite'
import { closedFault, faultError, type JournalFault } from '../../fault.ts'
import type { Answers, Batch, FromThread, OpenFile, Request } from '../messages.ts'
import { openFile, type JournalFile } from './open-file.ts'
import { exposedFiles } from './private-file.ts'
import { prune } from './prune.ts'
import { Reader } from './reader.ts'
import { faultOf } from './sqlite-fault.ts'
import { Writer } from './writer.ts'

interface Opened {
  readonly file: JournalFile
  readonly reader: Reader
  readonly writer: Writer
  readonly commitMs: number
}

/** A journal's file, in its thread: everything happens in the order in which it came. */
export class FileThread {
  path = ''
  #opened: Opened | undefined
  /** After a failed commit nothing is written any more, so that no record is kept that came after a lost one. */
  #failed: JournalFault | undefined

  /** One transaction for all. */
  commit(batches: readonly Batch[]): FromThread {
    if (this.#failed !== undefined) return { type: 'failed', fault: this.#failed }
    try {
      const { file, writer, commitMs } = this.#open()
      const refused = transaction(file.database, () => writer.write(batches), commitMs)
      const count = batches.reduce((sum, { rows }) => sum + rows.length, 0)
      return { type: 'committed', count, refused }
    } catch (error) {
      this.#failed = faultOf(this.path, error)
      return { type: 'failed', fault: this.#failed }
    }
  }

  answer(request: Request): Answers[Request['type']] {
    if (request.type === 'open') return this.#start(request.file)
    if (request.type === 'close') return this.#close()
    const { file, reader } = this.#open()
    switch (request.type) {
      case 'turn':
        return reader.turn(request.turnId)
      case 'run':
        return reader.run(request.runId)
      case 'runs':
        return reader.runs()
      case 'questions':
        return reader.questions()
      case 'decisions':
        return reader.decisions(request.calls, request.known)
      case 'prune': {
        const { beforeMs, step, dry } = request
        const take = (): Answers['prune'] => prune(file.database, beforeMs, step, dry)
        return dry ? take() : transaction(file.database, take, 0)
      }
    }
  }

  #start(file: OpenFile): Answers['open'] {
    this.path = file.path
    const opened = openFile(file)
    const { database } = opened
    this.#opened = {
      file: opened,
      reader: new Reader(database),
      writer: new Writer(database),
      commitMs: file.simulated.commitMs ?? 0,
    }
    return { exposed: exposedFiles(opened.path) }
  }

  #close(): undefined {
    this.#opened?.file.close()
    this.#opened = undefined
    return undefined
  }

  #open(): Opened {
    if (this.#opened === undefined) throw faultError(closedFault(this.path))
    return this.#opened
  }
}

function transaction<T>(database: DatabaseSync, write: () => T, commitMs: number): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    if (commitMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, commitMs)
    const written = write()
    database.exec('COMMIT')
    return written
  } catch (error) {
    try {
      database.exec('ROLLBACK')
    } catch {
      // SQLite has done so already.
    }
    throw error
  }
}
