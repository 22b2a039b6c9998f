// One tool fails, one hangs, one works. Each call still gets its result, and the model answers with what there is.
// prints: partial: 1 of 3 calls ok
// prints: - get_orders (call_2) failed: connection refused
// prints: - get_tickets (call_3) timed-out
import { createEngine, summarize, tool, ToolError } from 'fanfold'

const getCustomer = tool({
  name: 'get_customer',
  execute: () => ({ name: 'Ada' }),
})

const getOrders = tool({
  name: 'get_orders',
  reads: 'orders', // it changes nothing, so it can be tried again
  retries: 2,
  execute: (_, { attempt }) => {
    console.log(`get_orders, attempt ${attempt}`)
    throw new ToolError('connection refused', { retryable: attempt < 2 })
  },
})

const getTickets = tool({
  name: 'get_tickets',
  timeoutMs: 200,
  execute: () => new Promise(() => {}), // never answers, and does not listen to its signal
})

const engine = createEngine({ tools: [getCustomer, getOrders, getTickets] })
const turn = await engine.execute([
  { id: 'call_1', name: 'get_customer', input: {} },
  { id: 'call_2', name: 'get_orders', input: {} },
  { id: 'call_3', name: 'get_tickets', input: {} },
])

const { headline, errors } = summarize(turn)
console.log(headline)
console.log(errors) // safe to show to the model: no stacks, no credentials
