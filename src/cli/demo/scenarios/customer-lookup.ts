import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ToolError } from '../../../call/errors/error.ts'
import { tool, type AnyTool } from '../../../call/tool.ts'
import { fields } from '../fields.ts'
import { reading, type Scenario, type DemoResult, type World } from '../scenario.ts'
import { simulateLatency } from '../simulate-latency.ts'

/** Three lookups that need nothing of each other. */
export const customerLookup: Scenario = {
  name: 'customer-lookup',
  about: 'Three independent lookups, of 600, 500 and 400 ms.',
  question: 'Give me the full picture on customer 1234.',
  calls: ['get_customer', 'get_orders', 'get_tickets'].map((name) => ({
    name,
    input: { customerId: 1234 },
  })),
  tools: (world, declared) => [
    getCustomer(world, 600, declared),
    getOrders(world, declared),
    getTickets(world, declared),
  ],
  answer: (results) => results.map(sentence).join(' '),
}

export interface CustomerInput {
  readonly customerId: number
}

export const customerInput: StandardSchemaV1<unknown, CustomerInput> = fields({
  customerId: 'integer',
})

export function customerKey({ customerId }: CustomerInput): string {
  return `customer/${customerId}`
}

export function getCustomer({ database, speed }: World, ms: number, declared: boolean): AnyTool {
  const query = database.prepare('SELECT * FROM customers WHERE id = ?')
  return tool({
    name: 'get_customer',
    description: 'Look up a customer: name, email, plan, and the year they joined.',
    inputSchema: customerInput,
    ...reading(declared, customerKey),
    execute: ({ customerId }, { signal }) =>
      simulateLatency(ms / speed, signal, () => {
        const row = query.get(customerId)
        if (row === undefined) throw new ToolError(`There is no customer ${customerId}.`)
        return { ...row }
      }),
  })
}

function getOrders({ database, speed }: World, declared: boolean): AnyTool {
  const query = database.prepare(
    `SELECT count(*) AS orders, coalesce(sum(cents), 0) AS cents, max(placed_on) AS last
     FROM orders WHERE customer_id = ?`,
  )
  return tool({
    name: 'get_orders',
    description: "Sum up a customer's orders: how many, their total in cents, the day of the last.",
    inputSchema: customerInput,
    ...reading(declared, customerKey),
    execute: ({ customerId }, { signal }) =>
      simulateLatency(500 / speed, signal, () => ({ ...query.get(customerId) })),
  })
}

function getTickets({ database, speed }: World, declared: boolean): AnyTool {
  const query = database.prepare(
    `SELECT count(*) AS tickets, coalesce(sum(open), 0) AS open,
            max(CASE WHEN open THEN subject END) AS subject
     FROM tickets WHERE customer_id = ?`,
  )
  return tool({
    name: 'get_tickets',
    description:
      "Sum up a customer's support tickets: how many, how many open, an open one's subject.",
    inputSchema: customerInput,
    ...reading(declared, customerKey),
    execute: ({ customerId }, { signal }) =>
      simulateLatency(400 / speed, signal, () => ({ ...query.get(customerId) })),
  })
}

function sentence({ name, value, text }: DemoResult): string {
  if (value === undefined) return `I could not use ${name} (${text}).`
  if (name === 'get_customer') return profileSentence(value)
  if (name === 'get_orders') {
    const total = (Number(value['cents']) / 100).toFixed(2)
    return `Orders: ${String(value['orders'])} for ${total} EUR, the last on ${String(value['last'])}.`
  }
  const subject = value['subject'] === null ? '' : ` ("${String(value['subject'])}")`
  return `Tickets: ${String(value['tickets'])}, of which ${String(value['open'])} open${subject}.`
}

export function profileSentence(row: Readonly<Record<string, unknown>>): string {
  return `Customer ${String(row['id'])} is ${String(row['name'])}, on the ${String(row['plan'])} plan since ${String(row['since'])}.`
}
