import { anthropic } from 'fanfold/anthropic'
import Anthropic from '@anthropic-ai/sdk'
import { runWith } from './fanfold-run.mjs'
import { begin, scriptedFetch } from './scripted.mjs'

begin()
await runWith(() => {
  const fetch = scriptedFetch('anthropic')
  const client = new Anthropic({ apiKey: 'no-key-needed', baseURL: 'http://127.0.0.1:9', fetch })
  return anthropic.model(client, { model: 'scripted', max_tokens: 16_000, stream: false })
})
