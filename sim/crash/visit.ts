import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FanfoldError } from '../../src/call/errors/error.ts'
import { sqliteJournal } from '../../src/sqlite.ts'
import { Ledger } from './ledger.ts'

/** Tries to have the journal of a round, as a second engine would, and notes in the ledger what came of it. */
export async function visit(folder: string, name: string): Promise<void> {
  const ledger = new Ledger(join(folder, 'ledger'))
  try {
    const journal = await sqliteJournal(join(folder, 'journal.db'))
    ledger.append({ process: name, what: 'entered' })
    // Long enough for the other one to write something.
    await sleep(20)
    await journal.close()
  } catch (error) {
    if (!FanfoldError.is(error)) throw error
    ledger.append({ process: name, what: 'refused', code: error.code })
  }
}
