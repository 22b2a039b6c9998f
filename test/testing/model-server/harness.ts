import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import {
  createModelServer,
  type ModelServer,
  type ModelServerOptions,
} from '../../../src/testing/index.ts'

export interface Harness {
  readonly server: ModelServer
  readonly anthropic: Anthropic
  readonly openai: OpenAI
  /** Posts JSON to a path; gives the status and the parsed body. */
  post(path: string, body: unknown): Promise<{ status: number; body: unknown }>
}

/** Runs `use` against a fresh server and the official clients, which do not retry. */
export async function withServer(
  options: ModelServerOptions,
  use: (harness: Harness) => Promise<void>,
): Promise<void> {
  const server = await createModelServer(options)
  const common = { apiKey: 'secret-key', maxRetries: 0 }
  try {
    await use({
      server,
      anthropic: new Anthropic({ ...common, baseURL: server.anthropicBaseURL }),
      openai: new OpenAI({ ...common, baseURL: server.openaiBaseURL }),
      async post(path, body) {
        const text = typeof body === 'string' ? body : JSON.stringify(body)
        const response = await fetch(server.url + path, { method: 'POST', body: text })
        return { status: response.status, body: await response.json() }
      },
    })
  } finally {
    await server.close()
  }
}

export const ask = {
  model: 'test-model',
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content: 'Hello?' }],
}

export const askOpenai = { model: ask.model, messages: ask.messages }
