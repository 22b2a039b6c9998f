// What nobody can do for less: fetch, JSON.parse and Promise.all.
import { begin, description, end, jsonSchema, lookUp, scriptedFetch } from './scripted.mjs'

begin()
const fetch = scriptedFetch('openai-chat')
const tools = [
  { type: 'function', function: { name: 'look_up', description, parameters: jsonSchema } },
]
const messages = [{ role: 'user', content: 'Look the records up.' }]

async function ask() {
  const body = JSON.stringify({ model: 'scripted', tools, messages })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer no-key-needed' }
  const response = await fetch('http://127.0.0.1:9/v1', { method: 'POST', headers, body })
  const { choices } = await response.json()
  messages.push(choices[0].message)
  return choices[0].message
}

const { tool_calls: calls } = await ask()
const results = await Promise.all(
  calls.map(async ({ id, function: { arguments: text } }) => ({
    role: 'tool',
    tool_call_id: id,
    content: lookUp(JSON.parse(text)),
  })),
)
messages.push(...results)
end((await ask()).content)
