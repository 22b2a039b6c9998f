import { createAgent, createEngine, tool } from 'fanfold'
import { openai } from 'fanfold/openai'
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
const fetch = scriptedFetch('openai-chat')
const headers = { 'content-type': 'application/json', authorization: 'Bearer no-key-needed' }
// Without the provider's SDK: a function that sends a body.
async function send(body, { signal }) {
  const request = { method: 'POST', headers, body: JSON.stringify(body), signal }
  const response = await fetch('http://127.0.0.1:9/v1/chat/completions', request)
  return response.json()
}
const model = openai.model(send, { model: 'scripted', stream: false })
const { text } = await createAgent({ engine, model }).run('Look the records up.').result
end(text)
