import { openai } from 'fanfold/openai'
import OpenAI from 'openai'
import { runWith } from './fanfold-run.mjs'
import { begin, scriptedFetch } from './scripted.mjs'

begin()
await runWith(() => {
  const fetch = scriptedFetch('openai-chat')
  const client = new OpenAI({ apiKey: 'no-key-needed', baseURL: 'http://127.0.0.1:9/v1', fetch })
  return openai.model(client, { model: 'scripted', stream: false })
})
