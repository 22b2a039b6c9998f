import type { LanguageModelV4 } from '@ai-sdk/provider'
import { createOpenAI } from '@ai-sdk/openai'
import type { TestContext } from 'node:test'
import { createAgent } from '../../src/agent/agent.ts'
import type { Agent, AgentOptions } from '../../src/agent/contract.ts'
import type { Model } from '../../src/agent/model.ts'
import { aiSdk } from '../../src/ai-sdk.ts'
import { anthropic } from '../../src/anthropic.ts'
import { bedrock } from '../../src/bedrock.ts'
import { cohere } from '../../src/cohere.ts'
import { gemini } from '../../src/gemini.ts'
import { ollama } from '../../src/ollama.ts'
import { openai } from '../../src/openai.ts'
import { createModelServer, type ModelServer, type Script } from '../../src/testing/index.ts'
import type { Engine } from '../../src/turn/contract.ts'

/** A call in a conversation that somebody has kept. */
export interface Said {
  readonly id: string
  readonly name: string
  readonly input?: object
}

/** One of the eight wire formats, as a conversation in it is written by hand. */
export interface Format {
  readonly name: string
  readonly model: (server: ModelServer) => Model<unknown>
  /** The model's message. */
  readonly asks: (calls: readonly Said[]) => unknown[]
  readonly says: (text: string) => unknown[]
  /** One message with these results, or one a result. */
  readonly answers: (calls: readonly Said[], text: string) => unknown[]
  /** Calls have no ids. */
  readonly idless?: true
}

const post =
  (url: string) =>
  (body: object, { signal }: { signal: AbortSignal }): Promise<Response> =>
    fetch(url, { method: 'POST', body: JSON.stringify(body), signal })

const chatCall = ({ id, name, input = {} }: Said): object => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(input) },
})

export const formats: readonly Format[] = [
  {
    name: 'anthropic',
    model: ({ url }) =>
      anthropic.model(post(`${url}/v1/messages`), { model: 'm', max_tokens: 99, stream: false }),
    asks: (calls) => [
      {
        role: 'assistant',
        content: calls.map(({ id, name, input = {} }) => ({ type: 'tool_use', id, name, input })),
      },
    ],
    says: (text) => [{ role: 'assistant', content: [{ type: 'text', text }] }],
    answers: (calls, content) => [
      {
        role: 'user',
        content: calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content })),
      },
    ],
  },
  {
    name: 'openai-chat',
    model: ({ url }) =>
      openai.chat.model(post(`${url}/v1/chat/completions`), { model: 'm', stream: false }),
    asks: (calls) => [{ role: 'assistant', content: null, tool_calls: calls.map(chatCall) }],
    says: (content) => [{ role: 'assistant', content }],
    answers: (calls, content) =>
      calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content })),
  },
  {
    name: 'openai-responses',
    model: ({ url }) =>
      openai.responses.model(post(`${url}/v1/responses`), { model: 'm', stream: false }),
    asks: (calls) =>
      calls.map(({ id, name, input = {} }) => ({
        type: 'function_call',
        call_id: id,
        name,
        arguments: JSON.stringify(input),
      })),
    says: (content) => [{ type: 'message', role: 'assistant', content }],
    answers: (calls, output) =>
      calls.map(({ id }) => ({ type: 'function_call_output', call_id: id, output })),
  },
  {
    name: 'gemini',
    model: ({ url }) =>
      gemini.model(
        (body: object, { signal }: { signal: AbortSignal }) =>
          post(`${url}/v1beta/models/gemini-2.5-pro:generateContent`)(body, { signal }),
        { model: 'gemini-2.5-pro', stream: false },
      ),
    asks: (calls) => [
      {
        role: 'model',
        parts: calls.map(({ name, input = {} }) => ({ functionCall: { name, args: input } })),
      },
    ],
    says: (text) => [{ role: 'model', parts: [{ text }] }],
    answers: (calls, result) => [
      {
        role: 'user',
        parts: calls.map(({ name }) => ({ functionResponse: { name, response: { result } } })),
      },
    ],
    idless: true,
  },
  {
    name: 'bedrock',
    model: ({ url }) =>
      bedrock.model(
        ((input: { modelId: string }, options: { signal: AbortSignal }) => {
          const { modelId, ...body } = input
          return post(`${url}/model/${modelId}/converse`)(body, options)
        }) as never,
        { modelId: 'm', stream: false },
      ) as Model<unknown>,
    asks: (calls) => [
      {
        role: 'assistant',
        content: calls.map(({ id, name, input = {} }) => ({
          toolUse: { toolUseId: id, name, input },
        })),
      },
    ],
    says: (text) => [{ role: 'assistant', content: [{ text }] }],
    answers: (calls, text) => [
      {
        role: 'user',
        content: calls.map(({ id }) => ({ toolResult: { toolUseId: id, content: [{ text }] } })),
      },
    ],
  },
  {
    name: 'ollama',
    model: ({ url }) => ollama.model(post(`${url}/api/chat`), { model: 'm', stream: false }),
    asks: (calls) => [
      {
        role: 'assistant',
        content: '',
        tool_calls: calls.map(({ name, input = {} }) => ({ function: { name, arguments: input } })),
      },
    ],
    says: (content) => [{ role: 'assistant', content }],
    answers: (calls, content) =>
      calls.map(({ name }) => ({ role: 'tool', tool_name: name, content })),
    idless: true,
  },
  {
    name: 'cohere',
    model: ({ url }) => cohere.model(post(`${url}/v2/chat`), { model: 'm', stream: false }),
    asks: (calls) => [{ role: 'assistant', tool_calls: calls.map(chatCall) }],
    says: (content) => [{ role: 'assistant', content }],
    answers: (calls, content) =>
      calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content })),
  },
  {
    name: 'ai-sdk',
    model: ({ openaiBaseURL }) => {
      const provider = createOpenAI({ apiKey: 'k', baseURL: openaiBaseURL })
      return aiSdk.model(provider.chat('m') as LanguageModelV4, { stream: false }) as Model<unknown>
    },
    asks: (calls) => [
      {
        role: 'assistant',
        content: calls.map(({ id, name, input = {} }) => ({
          type: 'tool-call',
          toolCallId: id,
          toolName: name,
          input,
        })),
      },
    ],
    says: (text) => [{ role: 'assistant', content: [{ type: 'text', text }] }],
    answers: (calls, value) => [
      {
        role: 'tool',
        content: calls.map(({ id, name }) => ({
          type: 'tool-result',
          toolCallId: id,
          toolName: name,
          output: { type: 'text', value },
        })),
      },
    ],
  },
]

/** An agent of a format against the scripted server, which refuses what the provider refuses. */
export async function formatLab(
  context: TestContext,
  format: Format,
  script: Script,
  engine: Engine,
  options?: Partial<Omit<AgentOptions<unknown>, 'engine' | 'model'>>,
): Promise<{ server: ModelServer; agent: Agent<unknown>; user: (text: string) => unknown }> {
  const server = await createModelServer({ script })
  context.after(() => server.close())
  const model = format.model(server)
  const agent = createAgent<unknown>({ ...options, engine, model })
  return { server, agent, user: (text) => model.codec.user(text) }
}
