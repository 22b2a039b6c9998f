import type { DatabaseSync } from 'node:sqlite'
import { quietly } from '../../quietly.ts'
import { count } from '../../../util/term/time.ts'
import { fill } from './fill.ts'

/** Any number does; this one makes customer 1234 have orders, and tickets both open and closed. */
const seed = 2_026

/** The demo's database: SQLite, in memory, thousands of customers, orders and tickets. */
export async function openDatabase(): Promise<DatabaseSync> {
  const sqlite = await quietly(() => import('node:sqlite'))
  const database = new sqlite.DatabaseSync(':memory:')
  fill(database, seed)
  return database
}

/** What is in it, in a few words. */
export function describeData(database: DatabaseSync): string {
  const rows = (table: string): string =>
    count(Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']))
  return `SQLite in memory, invented: ${rows('customers')} customers, ${rows('orders')} orders, ${rows('tickets')} tickets`
}
