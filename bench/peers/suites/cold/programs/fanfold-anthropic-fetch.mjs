import { createAgent, createEngine, tool } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import {
  begin,
  description,
  end,
  jsonSchema,
  lookUp,
  scriptedFetch,
  zod,
  zodSchema,
} from './scripted.mjs'

begin()
const inputSchema = zod === undefined ? jsonSchema : zodSchema()
const engine = createEngine({
  tools: [
    tool({
      name: 'look_up',
      description,
      inputSchema,
      reads: ({ n }) => `record/${n}`,
      execute: lookUp,
    }),
  ],
})
const fetch = scriptedFetch('anthropic')
const headers = {
  'content-type': 'application/json',
  'x-api-key': 'no-key-needed',
  'anthropic-version': '2023-06-01',
}
// Without the provider's SDK: a function that sends a body.
async function send(body, { signal }) {
  const request = { method: 'POST', headers, body: JSON.stringify(body), signal }
  const response = await fetch('http://127.0.0.1:9/v1/messages', request)
  return response.json()
}
const model = anthropic.model(send, { model: 'scripted', max_tokens: 16_000, stream: false })
const { text } = await createAgent({ engine, model }).run('Look the records up.').result
end(text)
