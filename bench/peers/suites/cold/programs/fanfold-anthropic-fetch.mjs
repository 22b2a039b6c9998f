import { anthropic } from 'fanfold/anthropic'
import { runWith, sender } from './fanfold-run.mjs'
import { begin, scriptedFetch } from './scripted.mjs'

begin()
await runWith(() => {
  const headers = {
    'content-type': 'application/json',
    'x-api-key': 'no-key-needed',
    'anthropic-version': '2023-06-01',
  }
  const send = sender('http://127.0.0.1:9/v1/messages', headers, scriptedFetch('anthropic'))
  return anthropic.model(send, { model: 'scripted', max_tokens: 16_000, stream: false })
})
