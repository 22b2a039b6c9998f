import type { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '../../../testing/random.ts'
import { cities, firstNames, lastNames, orderStates, plans, skies, subjects } from './names.ts'

const customers = 5_000
const dayMs = 86_400_000
/** Orders and tickets lie in the thousand days after this one. */
const firstDay: number = Date.UTC(2024, 0, 1)

const schema = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, plan TEXT, since INTEGER);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, placed_on TEXT, cents INTEGER, state TEXT);
  CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer_id INTEGER, opened_on TEXT, subject TEXT, open INTEGER);
  CREATE TABLE cities (name TEXT PRIMARY KEY COLLATE NOCASE, time_zone TEXT);
  CREATE TABLE weather (city TEXT COLLATE NOCASE, hour INTEGER, celsius REAL, sky TEXT);
  CREATE INDEX orders_of ON orders (customer_id);
  CREATE INDEX tickets_of ON tickets (customer_id);
`

/** Fills a database with invented people and their orders and tickets, the same for the same seed. */
export function fill(database: DatabaseSync, seed: number): void {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const oneOf = (words: readonly string[]): string => words[below(words.length)] ?? ''
  const day = (): string => new Date(firstDay + below(1_000) * dayMs).toISOString().slice(0, 10)

  database.exec(schema)
  const insert = (table: string, columns: number) =>
    database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')})`)
  const customer = insert('customers', 5)
  const order = insert('orders', 5)
  const ticket = insert('tickets', 5)
  const city = insert('cities', 2)
  const weather = insert('weather', 4)

  database.exec('BEGIN')
  let orderId = 70_000
  let ticketId = 900
  for (let id = 1; id <= customers; id++) {
    const [first, last] = [oneOf(firstNames), oneOf(lastNames)]
    const email = `${first}.${last}${id}@example.com`.toLowerCase()
    customer.run(id, `${first} ${last}`, email, oneOf(plans), 2018 + below(7))
    for (let left = 1 + below(8); left > 0; left--)
      order.run(orderId++, id, day(), 900 + below(40_000), oneOf(orderStates))
    for (let left = below(5); left > 0; left--)
      ticket.run(ticketId++, id, day(), oneOf(subjects), below(3) === 0 ? 1 : 0)
  }
  for (const [name, timeZone, celsius] of cities) {
    city.run(name, timeZone)
    for (let hour = 0; hour < 24; hour++)
      weather.run(name, hour, (10 * celsius + below(90) - 45) / 10, oneOf(skies))
  }
  database.exec('COMMIT')
}
