import { openai } from 'fanfold/openai'
import { runWith, sender } from './fanfold-run.mjs'
import { begin, scriptedFetch } from './scripted.mjs'

begin()
await runWith(() => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer no-key-needed' }
  const url = 'http://127.0.0.1:9/v1/chat/completions'
  const send = sender(url, headers, scriptedFetch('openai-chat'))
  return openai.model(send, { model: 'scripted', stream: false })
})
