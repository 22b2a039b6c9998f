import type { Model } from '../../agent/model.ts'
import type { Send } from '../../wire/shared/request/client.ts'
import { awsClient, type AwsSdk } from './aws-client.ts'
import type { Endpoint } from './endpoint.ts'
import type { Provider } from './model-name.ts'

/** What a model is made of: its provider's SDK, and where that is to send; or a client. */
export interface ModelParts {
  readonly sdk?: object
  readonly endpoint?: Endpoint
  readonly client?: Send
  readonly id: string
  readonly maxTokens?: number
}

type Client = new (options: object) => object

/** Anthropic's API takes no request without a limit. */
const anthropicMaxTokens = 4_096

/** How each provider's model is made. What reads its wire format is loaded only then. */
export const makeModel: Readonly<Record<Provider, (parts: ModelParts) => Promise<Model<unknown>>>> =
  {
    anthropic: async ({ id, maxTokens = anthropicMaxTokens, ...parts }) => {
      const { anthropic } = await import('../../anthropic.ts')
      const client = clientOf(parts, 'Anthropic', byKey)
      return anthropic.model(client as Send, { model: id, max_tokens: maxTokens })
    },
    openai: async ({ id, maxTokens, ...parts }) => {
      const { openai } = await import('../../openai.ts')
      const limit = maxTokens === undefined ? {} : { max_completion_tokens: maxTokens }
      const client = clientOf(parts, 'OpenAI', byKey)
      return openai.chat.model(client as Send, { model: id, ...limit })
    },
    'openai-responses': async ({ id, maxTokens, ...parts }) => {
      const { openai } = await import('../../openai.ts')
      const limit = maxTokens === undefined ? {} : { max_output_tokens: maxTokens }
      const client = clientOf(parts, 'OpenAI', byKey)
      return openai.responses.model(client as Send, { model: id, ...limit })
    },
    gemini: async ({ id, maxTokens, ...parts }) => {
      const { gemini } = await import('../../gemini.ts')
      const limit = maxTokens === undefined ? {} : { config: { maxOutputTokens: maxTokens } }
      const client = clientOf(parts, 'GoogleGenAI', ({ url, key, custom }) => ({
        ...(key !== undefined && { apiKey: key }),
        ...(custom && { httpOptions: { baseUrl: url } }),
      }))
      return gemini.model(client as never, { model: id, ...limit })
    },
    bedrock: async ({ id, maxTokens, sdk, endpoint }) => {
      const { bedrock } = await import('../../bedrock.ts')
      const limit = maxTokens === undefined ? {} : { inferenceConfig: { maxTokens } }
      const client = await awsClient(sdk as AwsSdk, endpoint as Endpoint)
      return bedrock.model(client, { modelId: id, ...limit })
    },
    ollama: async ({ id, maxTokens, ...parts }) => {
      const { ollama } = await import('../../ollama.ts')
      const limit = maxTokens === undefined ? {} : { options: { num_predict: maxTokens } }
      const client = clientOf(parts, 'Ollama', ({ url }) => ({ host: url }))
      return ollama.model(client as Send, { model: id, ...limit })
    },
    cohere: async ({ id, maxTokens, ...parts }) => {
      const { cohere } = await import('../../cohere.ts')
      const limit = maxTokens === undefined ? {} : { maxTokens }
      const client = clientOf(parts, 'CohereClientV2', ({ url, key, custom }) => ({
        token: key,
        ...(custom && { environment: url }),
      }))
      return cohere.model(client as Send, { model: id, ...limit })
    },
  }

function byKey({ url, key }: Endpoint): object {
  return { baseURL: url, apiKey: key }
}

/** The client that is there, or an instance of a class of the SDK. One that is CommonJS may have it in its default export only. */
function clientOf(
  { client, sdk, endpoint }: Pick<ModelParts, 'client' | 'sdk' | 'endpoint'>,
  name: string,
  options: (endpoint: Endpoint) => object,
): object {
  if (client !== undefined) return client
  const exported = sdk as Record<string, Client> & { readonly default?: Record<string, Client> }
  const Class = (exported[name] ?? exported.default?.[name]) as Client
  return new Class(options(endpoint as Endpoint))
}
