import { createAgent, RunError } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { openai } from 'fanfold/openai'
import type { Contestant, RunRequest } from '../contest.ts'
import { fanfoldEngine } from './shared/fanfold-engine.ts'
import { resultsInHand } from './shared/fanfold-providers.ts'
import { apiKey, maxTokens, modelName } from './shared/model.ts'

async function modelFor({ api, url, fetch, stream }: RunRequest) {
  const options = { apiKey, ...(fetch && { fetch }) }
  if (api === 'anthropic') {
    const { default: Anthropic } = await import('@anthropic-ai/sdk')
    const client = new Anthropic({ ...options, baseURL: url })
    return anthropic.model(client, { model: modelName, max_tokens: maxTokens, stream })
  }
  const { default: OpenAI } = await import('openai')
  const client = new OpenAI({ ...options, baseURL: `${url}/v1` })
  return api === 'openai-chat'
    ? openai.chat.model(client, { model: modelName, stream })
    : openai.responses.model(client, { model: modelName, stream })
}

export const fanfoldAgent: Contestant = {
  name: 'fanfold-agent',
  label: 'Fanfold: createAgent',
  package: 'fanfold',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: [],
  usualToolTimeoutMs: 120_000,
  async prepare(request) {
    const { prompt, maxTurns, signal, turnDeadlineMs } = request
    const model = (await modelFor(request)) as Parameters<typeof createAgent>[0]['model']
    const agent = createAgent({
      engine: fanfoldEngine(request),
      model,
      maxTurns,
      ...(turnDeadlineMs !== undefined && { turnDeadlineMs }),
    })
    return async () => {
      const { text, outcome, turns } = await agent.run(prompt, { ...(signal && { signal }) }).result
      if (outcome === 'answered') return { text }
      const results = turns.flatMap((turn) => turn.results)
      return { text, ended: outcome, resultsInHand: resultsInHand(results) }
    }
  },
  resultsInHand: (error) =>
    error instanceof RunError
      ? resultsInHand(error.result.turns.flatMap((turn) => turn.results))
      : 0,
}
