import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGuard } from '../../src/adapt/guard.ts'
import { createEngine, type CacheOptions, type Engine } from '../../src/index.ts'
import { guard as aiSdk } from '../../src/ai-sdk.ts'
import { guard as anthropic } from '../../src/anthropic.ts'
import { guard as claude } from '../../src/claude-agent-sdk.ts'
import { guard as langChain } from '../../src/langchain.ts'
import { guard as mastra } from '../../src/mastra.ts'
import { guard as agents } from '../../src/openai-agents.ts'
import { guard as openai } from '../../src/openai.ts'
import { guard as pi } from '../../src/pi.ts'
import { withRules } from '../../src/adapt/rule.ts'

type Body = () => Promise<string>
type Rules = { readonly reads: readonly string[]; readonly cache: CacheOptions<unknown, unknown> }
type Invoke = (engine: Engine, rules: Rules) => () => Promise<unknown>

/** For each framework, how a tool of it is made, and how it is called when it is guarded. */
const frameworks: Readonly<Record<string, (body: Body) => Invoke>> = {
  'AI SDK': (execute) => {
    const mail = { execute: (_input: unknown, _options: object) => execute() }
    return (engine, rules) => () =>
      aiSdk(engine, { mail }, { mail: rules }).mail.execute({}, { toolCallId: 'a', messages: [] })
  },
  Mastra: (execute) => {
    const mail = { execute: (_input: unknown) => execute() }
    return (engine, rules) => async () => mastra(engine, { mail }, { mail: rules }).mail.execute({})
  },
  LangChain: (execute) => {
    const mail = { name: 'mail', invoke: (_call: object, _config?: object) => execute() }
    return (engine, rules) => async () =>
      langChain.tools(engine, [mail], { mail: rules })[0]?.invoke({ id: 'a', args: {} })
  },
  pi: (execute) => {
    const mail = { name: 'mail', execute: async (_id: string) => ({ text: await execute() }) }
    return (engine, rules) => async () =>
      (await pi(engine, [withRules(mail, rules)])[0]?.execute('a'))?.text
  },
  'Claude Agent SDK': (execute) => {
    const mail = {
      name: 'mail',
      handler: async (_args: object, _extra: unknown) => ({ text: await execute() }),
    }
    return (engine, rules) => async () =>
      (await claude(engine, [withRules(mail, rules)])[0]?.handler({}, {}))?.text
  },
  'Anthropic SDK': (execute) => {
    const mail = { name: 'mail', run: (_input: unknown) => execute() }
    return (engine, rules) => async () => anthropic(engine, [withRules(mail, rules)])[0]?.run({})
  },
  'OpenAI Agents': (execute) => {
    const mail = {
      type: 'function' as const,
      name: 'mail',
      invoke: (_context: object, _input: string) => execute(),
    }
    return (engine, rules) => async () =>
      agents(engine, [withRules(mail, rules)])[0]?.invoke({ usage: { requests: 0 } }, '{}')
  },
  'OpenAI runTools': (execute) => {
    const call = (_input: unknown, _runner: unknown) => execute()
    const mail = { function: { name: 'mail', function: call } }
    return (engine, rules) => {
      const runner = { messages: [], controller: new AbortController() }
      return async () => openai(engine, [withRules(mail, rules)])[0]?.function.function({}, runner)
    }
  },
}

const cache = { ttlMs: 60_000 }

for (const [name, toolOf] of Object.entries(frameworks))
  describe(`a guard of ${name} that is made for each request`, () => {
    it('G1: gives no user what another’s tool returned', async () => {
      const engine = createEngine({ tools: [] })
      const rules = { reads: [], cache }
      const [ann, bob] = ['ann', 'bob'].map((user) =>
        toolOf(async () => `mail of ${user}`)(engine, rules),
      )
      const told = [await ann?.(), await bob?.(), await ann?.()]
      assert.deepEqual(told, ['mail of ann', 'mail of bob', 'mail of ann'])
    })

    it('shares between guards what one tool returned, and what the scope says', async () => {
      const engine = createEngine({ tools: [] })
      let runs = 0
      const one = toolOf(async () => `run ${(runs += 1)}`)(engine, { reads: [], cache })
      assert.deepEqual([await one(), await one()], ['run 1', 'run 1'])
      const rules = { reads: [], cache: { ...cache, scope: 'all' } }
      const [ann, bob] = ['ann', 'bob'].map((user) =>
        toolOf(async () => `news for ${user}`)(engine, rules),
      )
      assert.deepEqual([await ann?.(), await bob?.()], ['news for ann', 'news for ann'])
    })
  })

describe('a guard of one’s own', () => {
  const mail = { id: '1', name: 'mail', input: {} }
  const rules = { mail: { reads: [], cache } }

  it('G1: shares nothing between bodies that are closures', async () => {
    const guard = createGuard(createEngine({ tools: [] }), rules)
    const ask = async (user: string, input: unknown) =>
      (await guard.step({}).run({ ...mail, input }, () => `mail of ${user}`)).value
    for (const input of [{}, 'a text'])
      assert.deepEqual(
        [await ask('ann', input), await ask('bob', input)],
        ['mail of ann', 'mail of bob'],
      )
  })

  it('shares between calls of one function, or of what the bodies stand for', async () => {
    const guard = createGuard(createEngine({ tools: [] }), rules)
    let runs = 0
    const body = (): string => `run ${(runs += 1)}`
    const sameAs = {}
    for (const input of [{}, 'a text']) {
      runs = 0
      const ask = async (body: () => string, of?: object) =>
        (await guard.step({}).run({ ...mail, input }, body, undefined, of)).value
      assert.deepEqual([await ask(body), await ask(body)], ['run 1', 'run 1'])
      const told = [await ask(() => body(), sameAs), await ask(() => body(), sameAs)]
      assert.deepEqual(told, ['run 2', 'run 2'])
    }
  })
})
