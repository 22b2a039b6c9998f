// You have an OpenAI client, for OpenAI or any server that speaks Chat Completions, and a whole response at a time.
// prints: 2 calls, complete
// prints: Zurich has 9 °C, Lima has 21 °C.
import { createEngine, tool } from 'fanfold'
import { openai } from 'fanfold/openai'
import { createModelServer } from 'fanfold/testing'
import OpenAI from 'openai'
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
const client = new OpenAI({ baseURL: server.openaiBaseURL, apiKey: 'none' })

const engine = createEngine({ tools: [getWeather] })
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: 'Weather in Zurich and Lima?' },
]
const request = { model: 'gpt-6-luna', messages, tools: openai.tools(engine) }

const first = await openai.answer(engine, client.chat.completions.create(request))
console.log(`${first.calls.length} calls, ${first.report.outcome}`)

messages.push(...first.messages) // the assistant message as it came, then one message a result
const last = await openai.answer(engine, client.chat.completions.create(request))
console.log(last.text)
await server.close()
