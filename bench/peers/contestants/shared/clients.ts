import type { Api, RunRequest } from '../../contest.ts'
import { apiKey, maxTokens, modelName } from './model.ts'

/** What is sent beside the messages, and where the official SDK sends it. Loads that SDK only. */
export interface Client {
  create(body: object, options?: object): unknown
}

export async function officialClient(request: RunRequest): Promise<Client> {
  const { api, url } = request
  const fetch = request.fetch && { fetch: request.fetch }
  if (api === 'anthropic') {
    const { default: Anthropic } = await import('@anthropic-ai/sdk')
    return new Anthropic({ apiKey, baseURL: url, ...fetch }).messages as Client
  }
  const { default: OpenAI } = await import('openai')
  const client = new OpenAI({ apiKey, baseURL: `${url}/v1`, ...fetch })
  return (api === 'openai-chat' ? client.chat.completions : client.responses) as Client
}

/** The parameters that every request has. */
export function paramsOf(api: Api): { readonly model: string; readonly max_tokens?: number } {
  return { model: modelName, ...(api === 'anthropic' && { max_tokens: maxTokens }) }
}
