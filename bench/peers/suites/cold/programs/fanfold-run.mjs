import { createAgent, createEngine, tool } from 'fanfold'
import { description, end, jsonSchema, lookUp, zod, zodSchema } from './scripted.mjs'

/** An engine with the tool, and the run of an agent of this model, to its end. */
export async function runWith(makeModel) {
  const inputSchema = zod === undefined ? jsonSchema : zodSchema()
  const reads = ({ n }) => `record/${n}`
  const look = tool({ name: 'look_up', description, inputSchema, reads, execute: lookUp })
  const engine = createEngine({ tools: [look] })
  const agent = createAgent({ engine, model: makeModel() })
  const { text } = await agent.run('Look the records up.').result
  end(text)
}

/** Without the provider's SDK: a function that sends a body. */
export function sender(url, headers, fetch) {
  return async (body, { signal }) => {
    const request = { method: 'POST', headers, body: JSON.stringify(body), signal }
    const response = await fetch(url, request)
    return response.json()
  }
}
