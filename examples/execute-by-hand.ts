// You have the calls already, from whichever client: run them, and get one result a call, in call order.
// prints: complete: 3 of 3 calls ok
// prints: call_3 ok Noted for 1234: Called back.
import { setTimeout as sleep } from 'node:timers/promises'
import { createEngine, summarize, tool } from 'fanfold'
import * as z from 'zod'

const inputSchema = z.object({ customerId: z.int() })

const getCustomer = tool({
  name: 'get_customer',
  inputSchema,
  reads: ({ customerId }) => `customer/${customerId}`,
  execute: async ({ customerId }, { signal }) => {
    await sleep(100, undefined, { signal })
    return { customerId, name: 'Ada Lovelace' }
  },
})

const addNote = tool({
  name: 'add_note',
  inputSchema: inputSchema.extend({ text: z.string() }),
  writes: ({ customerId }) => `customer/${customerId}`,
  execute: async ({ customerId, text }) => `Noted for ${customerId}: ${text}`,
})

const engine = createEngine({ tools: [getCustomer, addNote] })

// The two lookups run side by side. The note changes what the first one reads, so it waits for that one.
const turn = await engine.execute([
  { id: 'call_1', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'call_2', name: 'get_customer', input: { customerId: 5678 } },
  { id: 'call_3', name: 'add_note', input: { customerId: 1234, text: 'Called back.' } },
])

console.log(summarize(turn).headline)
for (const { id, status, content } of turn.results) console.log(id, status, content)
