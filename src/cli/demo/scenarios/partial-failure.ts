import { tool, type AnyTool } from '../../../call/tool.ts'
import { reading, type Scenario, type DemoResult, type World } from '../scenario.ts'
import { simulateLatency } from '../simulate-latency.ts'
import { customerInput, customerKey, getCustomer, profileSentence } from './customer-lookup.ts'

const timeoutMs = 800

/** One tool hangs, one works, one fails: the model is told all three, and answers. */
export const partialFailure: Scenario = {
  name: 'partial-failure',
  about: `One tool hangs (its time-out is ${timeoutMs} ms), one works, one fails.`,
  question: 'Where is the last parcel of customer 1234, who is it, and what was invoiced?',
  calls: ['track_parcel', 'get_customer', 'get_invoices'].map((name) => ({
    name,
    input: { customerId: 1234 },
  })),
  tools: (world, declared) => [
    trackParcel(world, declared),
    getCustomer(world, 600, declared),
    getInvoices(world, declared),
  ],
  answer: (results) => results.map(sentence).join(' '),
}

/** Fails for real: the database has no such table. */
function getInvoices({ database, speed }: World, declared: boolean): AnyTool {
  return tool({
    name: 'get_invoices',
    description: "List a customer's invoices.",
    inputSchema: customerInput,
    ...reading(declared, customerKey),
    execute: async ({ customerId }, { signal }) => {
      await simulateLatency(300 / speed, signal, () => undefined)
      return database.prepare('SELECT * FROM invoices WHERE customer_id = ?').all(customerId)
    },
  })
}

/** Hangs for real: it never answers, and does not listen to its signal. */
function trackParcel({ speed }: World, declared: boolean): AnyTool {
  return tool({
    name: 'track_parcel',
    description: "Say where a customer's last parcel is.",
    inputSchema: customerInput,
    ...reading(declared, customerKey),
    timeoutMs: timeoutMs / speed,
    execute: () => new Promise<never>(() => {}),
  })
}

function sentence({ name, value, text }: DemoResult): string {
  if (name === 'get_customer' && value !== undefined) return profileSentence(value)
  const what =
    name === 'get_customer' ? 'customer' : name === 'get_invoices' ? 'invoices' : 'parcel'
  if (value !== undefined) return `The ${what}: ${text}.`
  return `I could not look up the ${what} (${text.replace(/\.$/, '')}).`
}
