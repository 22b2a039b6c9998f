import { Worker } from 'node:worker_threads'
import { errorText } from '../../util/error-text.ts'
import { faultError, type JournalFault } from '../fault.ts'
import type { Answers, Batch, FromThread, RefusedRow, Request, ToThread } from './messages.ts'

/** Told of what the thread says by itself. */
export interface ClientHandlers {
  readonly onCommitted: (count: number, refused: readonly RefusedRow[]) => void
  readonly onFailed: (fault: JournalFault) => void
}

interface Question {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** Node 22 says of node:sqlite, in each process that uses it, that it is experimental. Deno, which does not, refuses the flag. */
const threadFlags =
  process.versions['deno'] === undefined ? ['--disable-warning=ExperimentalWarning'] : []

/** This side of the thread that has the file. The thread keeps the process alive only while something is asked of it. */
export class FileClient {
  readonly #worker: Worker
  readonly #path: string
  readonly #handlers: ClientHandlers
  readonly #questions = new Map<number, Question>()
  #lastId = 0
  #appended = 0
  #ended: JournalFault | undefined

  constructor(path: string, handlers: ClientHandlers) {
    this.#path = path
    this.#handlers = handlers
    // The process's own flags are left out: those that load modules first are not meant for it.
    this.#worker = new Worker(entryUrl(), {
      execArgv: threadFlags,
    })
    this.#worker.on('message', (message: FromThread) => this.#hear(message))
    this.#worker.on('error', (error) => this.#end(`its thread failed: ${error.message}`))
    this.#worker.on('exit', () => this.#end('its thread has ended'))
    this.#worker.unref()
  }

  append(batch: Batch): void {
    if (!this.send({ type: 'append', batch })) return
    this.#appended += batch.rows.length
    this.#hold()
  }

  /** Returns whether it could: if not, nothing that comes after may be kept. */
  send(message: Exclude<ToThread, { type: 'ask' }>): boolean {
    try {
      if (this.#ended === undefined) this.#say(message)
      else this.#handlers.onFailed(this.#ended)
    } catch (error) {
      // There is no memory for a copy.
      this.#end(`its records could not be handed to its thread: ${errorText(error)}`)
    }
    return this.#ended === undefined
  }

  /** Rejects with what went wrong, or if the thread has ended. */
  ask<R extends Request>(request: R): Promise<Answers[R['type']]> {
    if (this.#ended !== undefined) return Promise.reject(faultError(this.#ended))
    return new Promise((resolve, reject) => {
      this.#lastId += 1
      this.#questions.set(this.#lastId, { resolve, reject })
      this.#say({ type: 'ask', id: this.#lastId, request })
      this.#hold()
    })
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #hear(message: FromThread): void {
    switch (message.type) {
      case 'committed':
        this.#appended -= message.count
        this.#handlers.onCommitted(message.count, message.refused)
        break
      case 'failed':
        this.#appended = 0
        this.#handlers.onFailed(message.fault)
        break
      case 'answer':
        this.#take(message.id)?.resolve(message.value as never)
        break
      case 'refused':
        this.#take(message.id)?.reject(faultError(message.fault))
    }
    this.#hold()
  }

  #take(id: number): Question | undefined {
    const question = this.#questions.get(id)
    this.#questions.delete(id)
    return question
  }

  #hold(): void {
    if (this.#appended > 0 || this.#questions.size > 0) this.#worker.ref()
    else this.#worker.unref()
  }

  #end(why: string): void {
    if (this.#ended !== undefined) return
    this.#ended = {
      code: 'journal_io',
      message: `The journal ${this.#path} failed: ${why}. Open it again.`,
    }
    for (const { reject } of this.#questions.values()) reject(faultError(this.#ended))
    this.#questions.clear()
    this.#handlers.onFailed(this.#ended)
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message, [])
  }
}

/** By itself: of a "new Worker" around it webpack makes something that does not run. */
function entryUrl(): URL {
  return new URL('./thread/file-thread.entry.ts', import.meta.url)
}
