// Calls that only read start while the model still speaks; the others wait until its message is complete.
// prints: get_orders started before the message was complete: true
// prints: add_note started before the message was complete: false
import Anthropic from '@anthropic-ai/sdk'
import { createEngine, tool } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { createModelServer } from 'fanfold/testing'

const getOrders = tool({ name: 'get_orders', reads: 'orders', execute: () => ['4711'] })
const addNote = tool({ name: 'add_note', writes: 'notes', execute: () => 'Noted.' })

// In place of a live model: a server on this machine that takes 100 ms for each call that it makes.
const server = await createModelServer({
  pace: { blockMs: 100 },
  script: [{ calls: [{ name: 'add_note' }, { name: 'get_orders' }, { name: 'get_orders' }] }],
})
const client = new Anthropic({ baseURL: server.anthropicBaseURL, apiKey: 'none' })
const engine = createEngine({ tools: [getOrders, addNote] })

const stream = client.messages.stream({
  model: 'claude-sonnet-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Note that I called, and list my orders.' }],
  tools: anthropic.tools(engine),
})

let complete = false
await anthropic.answer(engine, stream, {
  onMessage: () => {
    complete = true
  },
  onEvent: (event) => {
    if (event.type === 'call.started')
      console.log(`${event.name} started before the message was complete: ${!complete}`)
  },
})
await server.close()
