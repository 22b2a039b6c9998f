// The whole loop: the agent asks the model, runs the calls, sends the results, until the model answers.
// prints: get_customer ok
// prints: Ada has 3 open tickets.
// prints: 2 requests, 2 calls
import Anthropic from '@anthropic-ai/sdk'
import { createAgent, createEngine, tool } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { createModelServer } from 'fanfold/testing'

const getCustomer = tool({
  name: 'get_customer',
  reads: ({ customerId }) => `customer/${customerId}`,
  execute: () => ({ name: 'Ada' }),
})
const countTickets = tool({
  name: 'count_tickets',
  reads: ({ customerId }) => `customer/${customerId}`,
  execute: () => ({ open: 3 }),
})

// In place of a live model: a server on this machine that says what it is told to.
const calls = ['get_customer', 'count_tickets'].map((name) => ({ name, input: { customerId: 7 } }))
const server = await createModelServer({ script: [{ calls }, { text: 'Ada has 3 open tickets.' }] })
const client = new Anthropic({ baseURL: server.anthropicBaseURL, apiKey: 'none' })

const agent = createAgent({
  engine: createEngine({ tools: [getCustomer, countTickets] }),
  model: anthropic.model(client, { model: 'claude-sonnet-5-5', max_tokens: 1024 }),
})

const run = agent.run('Does customer 7 have open tickets?')
for await (const event of run)
  if (event.type === 'turn' && event.event.type === 'call.settled')
    console.log(event.event.name, event.event.result.status)

const { text, stats } = await run.result
console.log(text)
console.log(`${stats.requests} requests, ${stats.calls} calls, ${Math.round(stats.wallMs)} ms`)
await server.close()
