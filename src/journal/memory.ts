import type { NoOptions } from '../call/options/exact.ts'
import { optionsCheck } from '../call/options/option-list.ts'
import { copyOrSame } from '../util/copy-value.ts'
import { closedFault, faultError, type JournalFault } from './fault.ts'
import type { Journal } from './journal.ts'
import { MemoryInbox } from './memory-inbox.ts'
import { MemoryStore } from './memory-store.ts'
import { checkPrune } from './prune-options.ts'
import { Waiters, type Decision } from './waiters.ts'

const check = optionsCheck<object>({})

/**
 * A journal in memory: what it keeps is gone with its process. For tests, and for turns that are to be looked at
 * afterwards; it obeys the same rules as one on a disk.
 */
export function memoryJournal(options?: NoOptions): Journal {
  check(options, 'memoryJournal')
  const name = 'memory'
  const store = new MemoryStore()
  const waiters = new Waiters()
  const inbox = new MemoryInbox(name, store, (record) => {
    if (record.kind === 'call.decided') waiters.resolve(record, record)
  })
  let closed: JournalFault | undefined

  function checkOpen(): void {
    if (closed !== undefined) throw faultError(closed)
  }

  /** What a file would answer: a copy, with all that was appended before, or that it is closed. */
  async function read<T>(get: () => T): Promise<T> {
    checkOpen()
    await inbox.empty()
    const kept = get()
    try {
      return structuredClone(kept)
    } catch {
      // Of all that a text of the journal may hold only a URL has no such copy.
      return copyOrSame(kept) as T
    }
  }

  async function decision(turnId: string, callKey: string, signal: AbortSignal): Promise<Decision> {
    checkOpen()
    const waited = waiters.wait({ turnId, callKey }, signal)
    const made = store.turn(turnId).get(callKey)?.decision
    if (made !== undefined) waiters.resolve({ turnId, callKey }, made)
    return waited
  }

  return {
    name,
    async append(record) {
      checkOpen()
      return inbox.append(record)
    },
    turn: (turnId) => read(() => store.turn(turnId)),
    run: (runId) => read(() => store.run(runId)),
    runs: () => read(() => store.runs()),
    questions: () => read(() => store.questions()),
    decision,
    async prune(options) {
      // All of its runs are of this process, so none is unfinished.
      const { beforeMs } = checkPrune(options, 'journal.prune')
      return read(() => store.prune(beforeMs))
    },
    async close() {
      closed = closedFault(name)
      waiters.rejectAll(faultError(closed))
      await inbox.empty()
    },
  }
}
