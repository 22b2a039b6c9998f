// You have an Anthropic client and your own loop: `answer` runs a message's calls and writes the reply.
// prints: Zurich has 9 °C, Lima has 21 °C.
import Anthropic from '@anthropic-ai/sdk'
import { createEngine, tool, type Turn } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { createModelServer } from 'fanfold/testing'
import * as z from 'zod'

const getWeather = tool({
  name: 'get_weather',
  description: 'The temperature in a city, in °C.',
  inputSchema: z.object({ city: z.string() }),
  reads: ({ city }) => `weather/${city}`,
  execute: ({ city }) => (city === 'Lima' ? 21 : 9),
})

// In place of a live model: a server on this machine that says what it is told to.
const server = await createModelServer({
  script: [
    { calls: ['Zurich', 'Lima'].map((city) => ({ name: 'get_weather', input: { city } })) },
    { text: 'Zurich has 9 °C, Lima has 21 °C.' },
  ],
})
const client = new Anthropic({ baseURL: server.anthropicBaseURL, apiKey: 'none' })

const engine = createEngine({ tools: [getWeather] })
const messages: Anthropic.MessageParam[] = [
  { role: 'user', content: 'Weather in Zurich and Lima?' },
]

const request = { model: 'claude-sonnet-5-5', max_tokens: 1024, messages }

let text: string | undefined
let broken: Turn | undefined
for (let tries = 1; text === undefined;) {
  const stream = client.messages.stream({ ...request, tools: anthropic.tools(engine) })
  const reply = await anthropic.answer(engine, stream, { adopt: broken })
  messages.push(...reply.messages) // the assistant message as it came, and the results
  const { kind, message } = reply.stop
  if (kind === 'answer') text = reply.text
  else if (kind === 'broken' ? tries++ === 3 : kind !== 'calls') throw new Error(message)
  broken = kind === 'broken' ? reply.turn : undefined // what it had read is not read again
}
console.log(text)
await server.close()
