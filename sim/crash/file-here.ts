import { faultError } from '../../src/journal/fault.ts'
import type { CallDecided, CallHistory } from '../../src/journal/journal.ts'
import { callOf } from '../../src/journal/sqlite/history.ts'
import type { Answers, OpenMode } from '../../src/journal/sqlite/messages.ts'
import { rowOf } from '../../src/journal/sqlite/row.ts'
import { FileThread } from '../../src/journal/sqlite/thread/file-thread.ts'
import { systemClock } from '../../src/util/clock.ts'

/** A journal's file without a thread of its own, whose start takes longer than all that is asked of it here. */
export class FileHere {
  readonly #path: string
  readonly #file: FileThread

  /** @throws {FanfoldError} as `openJournal` does. */
  constructor(path: string, mode: OpenMode) {
    this.#path = path
    this.#file = new FileThread(() => {}, systemClock)
    this.#file.answer({ type: 'open', file: { path, mode, atMs: Date.now(), simulated: {} } })
  }

  turn(turnId: string): readonly CallHistory[] {
    const rows = this.#file.answer({ type: 'turn', turnId }) as Answers['turn']
    return rows.map((row) => callOf(this.#path, row))
  }

  questions(): readonly CallHistory[] {
    const rows = this.#file.answer({ type: 'questions' }) as Answers['questions']
    return rows.map((row) => callOf(this.#path, row))
  }

  /** One that comes too late is refused, which is as well. */
  decide(decided: CallDecided): void {
    const answer = this.#file.commit([{ rows: [rowOf(decided)], heard: 0 }])
    if (answer.type === 'failed') throw faultError(answer.fault)
  }

  close(): void {
    this.#file.answer({ type: 'close' })
  }
}
