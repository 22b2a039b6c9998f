import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import type { TestContext } from 'node:test'
import { createAgent } from '../../src/agent/agent.ts'
import type { Agent, AgentOptions } from '../../src/agent/contract.ts'
import { anthropic } from '../../src/anthropic.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import { openai } from '../../src/openai.ts'
import {
  createModelServer,
  type Pace,
  type Script,
  type ModelServer,
} from '../../src/testing/index.ts'
import { createEngine } from '../../src/turn/engine.ts'
import type { EngineOptions } from '../../src/turn/contract.ts'
import { sleep, systemClock } from '../../src/util/clock.ts'

export const providers = ['anthropic', 'openai'] as const
export type Provider = (typeof providers)[number]

/** A tool that takes real time, honouring its signal, and returns its name. */
export function nap(name: string, ms: number, extra?: Partial<ToolDefinition>): AnyTool {
  return tool({
    name,
    description: name,
    execute: async (_input, { signal }) => {
      await sleep(systemClock, ms, signal)
      return name
    },
    ...extra,
  }) as AnyTool
}

export interface AgentLab {
  readonly server: ModelServer
  readonly agent: Agent<unknown>
}

/** An agent on the official SDK, against the scripted server over real HTTP. */
export async function agentLab(
  context: TestContext,
  provider: Provider,
  script: Script,
  tools: readonly AnyTool[],
  {
    pace,
    stream = true,
    engineOptions,
    ...options
  }: Partial<Omit<AgentOptions<never>, 'engine' | 'model'>> & {
    pace?: Pace
    stream?: boolean
    engineOptions?: Partial<EngineOptions>
  } = {},
): Promise<AgentLab> {
  const server = await createModelServer({ script, ...(pace && { pace }) })
  context.after(() => server.close())
  const engine = createEngine({ tools, ...engineOptions })
  const model =
    provider === 'anthropic'
      ? anthropic.model(
          new Anthropic({ apiKey: 'none', baseURL: server.anthropicBaseURL, maxRetries: 0 }),
          { model: 'scripted', max_tokens: 1_000, stream },
        )
      : openai.chat.model(
          new OpenAI({ apiKey: 'none', baseURL: server.openaiBaseURL, maxRetries: 0 }),
          { model: 'scripted', stream },
        )
  return { server, agent: createAgent({ ...options, engine, model: model as never }) }
}
