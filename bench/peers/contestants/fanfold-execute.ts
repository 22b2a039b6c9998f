// The smallest use: a request of one's own, the calls out of its response, and one promise for all of them.
import type { Api, Contestant } from '../contest.ts'
import { fanfoldEngine } from './shared/fanfold-engine.ts'
import { fanfoldProviders, resultsInHand, turnOptions } from './shared/fanfold-providers.ts'
import { apiKey, maxTokens, modelName } from './shared/model.ts'

const endpoints: Readonly<
  Record<Exclude<Api, 'gemini'>, readonly [string, 'messages' | 'input', object]>
> = {
  anthropic: ['/v1/messages', 'messages', { max_tokens: maxTokens }],
  'openai-chat': ['/v1/chat/completions', 'messages', {}],
  'openai-responses': ['/v1/responses', 'input', {}],
}

const headers = {
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  'x-api-key': apiKey,
  authorization: `Bearer ${apiKey}`,
}

export const fanfoldExecute: Contestant = {
  name: 'fanfold-execute',
  label: 'Fanfold: fetch, engine.execute',
  package: 'fanfold',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: ['stream'],
  usualToolTimeoutMs: 120_000,
  async prepare(request) {
    const { api, url, fetch = globalThis.fetch, prompt, signal, maxTurns } = request
    const engine = fanfoldEngine(request)
    const provider = fanfoldProviders[api]
    const [path, conversation, params] = endpoints[api as keyof typeof endpoints]
    return async () => {
      const messages: unknown[] = [provider.codec.user(prompt)]
      for (let turn = 0; turn < maxTurns; turn += 1) {
        const body = { model: modelName, ...params, tools: provider.tools(engine) }
        const response = await fetch(url + path, {
          method: 'POST',
          headers,
          body: JSON.stringify({ ...body, [conversation]: messages }),
          ...(signal && { signal }),
        })
        if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
        const reading = provider.codec.read(await response.json())
        if (reading.stop.kind === 'answer') return { text: reading.text }
        if (reading.stop.kind !== 'calls') return { text: reading.text, ended: reading.stop.kind }
        const { results } = await engine.execute(reading.calls, turnOptions(request))
        if (signal?.aborted)
          return { text: '', ended: 'cancelled', resultsInHand: resultsInHand(results) }
        messages.push(...reading.messages, ...provider.codec.results(results, reading.messages))
      }
      return { text: '', ended: 'max-turns' }
    }
  },
}
