export { sqliteJournal } from './journal/sqlite/sqlite-journal.ts'
export type { SqliteJournalOptions } from './journal/sqlite/sqlite-journal.ts'
export type { JournalCode } from './journal/fault.ts'
