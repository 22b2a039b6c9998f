import OpenAI from 'openai'
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

const { zodFunction } = zod === undefined ? {} : await import('openai/helpers/zod')

begin()
const client = new OpenAI({
  apiKey: 'no-key-needed',
  baseURL: 'http://127.0.0.1:9/v1',
  fetch: scriptedFetch('openai-chat'),
})
const tool = { name: 'look_up', description, function: lookUp }
const runner = client.chat.completions.runTools({
  model: 'scripted',
  messages: [{ role: 'user', content: 'Look the records up.' }],
  tools: [
    zod === undefined
      ? { type: 'function', function: { ...tool, parameters: jsonSchema, parse: JSON.parse } }
      : zodFunction({ ...tool, parameters: zodSchema() }),
  ],
})
end(await runner.finalContent())
