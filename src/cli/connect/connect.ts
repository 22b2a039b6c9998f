import type { Model } from '../../agent/model.ts'
import { anthropic } from '../../anthropic.ts'
import { openai } from '../../openai.ts'
import type { Send } from '../../wire/shared/request/client.ts'
import type { Endpoint } from './endpoint.ts'
import { fetchSend } from './fetch-send.ts'
import { importPeer } from './import-peer.ts'
import type { ModelName, Provider } from './model-name.ts'
import { providerInfo } from './provider-info.ts'

export interface ConnectOptions {
  /** The most tokens of a message. OpenAI needs no such limit, so there it is set only if given. */
  readonly maxTokens?: number
}

/** Anthropic's API takes no request without a limit. */
const defaultMaxTokens = 4_096

/**
 * A model behind its provider's official SDK, which is loaded only now.
 *
 * @throws {CliError} if the SDK is not installed.
 */
export async function connect(
  name: ModelName,
  endpoint: Endpoint,
  options: ConnectOptions = {},
): Promise<Model<unknown>> {
  const sdk = await loadSdk(name.provider)
  return modelOf(name, sdk(endpoint), options)
}

/** A model that plain fetch talks to, for where no SDK is installed. */
export function connectWithFetch(
  name: ModelName,
  endpoint: Endpoint,
  options: ConnectOptions = {},
): Model<unknown> {
  return modelOf(name, fetchSend(name.provider, endpoint), options)
}

type MakeClient = (endpoint: Endpoint) => object

async function loadSdk(provider: Provider): Promise<MakeClient> {
  const loaded = await importPeer(providerInfo[provider].packageName, process.cwd())
  const { Anthropic, OpenAI } = loaded as Record<string, new (options: object) => object>
  const Client = (provider === 'anthropic' ? Anthropic : OpenAI) as new (options: object) => object
  return ({ url, key }) => new Client({ baseURL: url, apiKey: key })
}

function modelOf(
  { provider, id }: ModelName,
  client: object,
  { maxTokens }: ConnectOptions,
): Model<unknown> {
  const sender = client as Send
  if (provider === 'anthropic')
    return anthropic.model(sender, { model: id, max_tokens: maxTokens ?? defaultMaxTokens })
  const limit = maxTokens === undefined ? {} : { max_completion_tokens: maxTokens }
  return openai.chat.model(sender, { model: id, ...limit })
}
