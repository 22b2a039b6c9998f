// The official SDK's client sends; Fanfold reads what comes, runs its calls and writes the reply.
import type { RunOutcome } from '../contest.ts'
import type { Contestant } from '../contest.ts'
import { officialClient, paramsOf } from './shared/clients.ts'
import { fanfoldEngine } from './shared/fanfold-engine.ts'
import { fanfoldProviders, resultsInHand, turnOptions } from './shared/fanfold-providers.ts'

/** How often a request whose stream broke is sent again, as in `createAgent`. */
const streamRetries = 2

export const fanfoldWire: Contestant = {
  name: 'fanfold-wire',
  label: 'Fanfold: official SDK, answer()',
  package: 'fanfold',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: [],
  usualToolTimeoutMs: 120_000,
  async prepare(request) {
    const { api, stream, signal, prompt, maxTurns } = request
    const client = await officialClient(request)
    const engine = fanfoldEngine(request)
    const provider = fanfoldProviders[api]
    const conversation = api === 'openai-responses' ? 'input' : 'messages'
    return async (): Promise<RunOutcome> => {
      const messages: unknown[] = [provider.codec.user(prompt)]
      let broken = 0
      let adopt
      for (let turn = 0; turn < maxTurns + broken; turn += 1) {
        const tools = provider.tools(engine)
        const body = { ...paramsOf(api), tools, stream, [conversation]: messages }
        const reply = await provider.answer(engine, client.create(body, { signal }), {
          ...turnOptions(request),
          ...(adopt && { adopt }),
        })
        const { text, stop, report } = reply
        const inHand = resultsInHand(report.results)
        if (signal?.aborted) return { text, ended: 'cancelled', resultsInHand: inHand }
        if (stop.kind === 'answer') return { text }
        if (stop.kind === 'broken' && broken < streamRetries) {
          broken += 1
          adopt = reply.turn
          continue
        }
        if (reply.calls.length === 0 || stop.kind === 'broken')
          return { text, ended: stop.kind, resultsInHand: inHand }
        adopt = undefined
        messages.push(...reply.messages)
      }
      return { text: '', ended: 'max-turns' }
    }
  },
}
