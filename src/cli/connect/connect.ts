import type { Model } from '../../agent/model.ts'
import type { Endpoint } from './endpoint.ts'
import { fetchSend, type FetchProvider } from './fetch-send.ts'
import { importPeer } from './import-peer.ts'
import { makeModel } from './make-model.ts'
import type { ModelName } from './model-name.ts'
import { providerInfo } from './provider-info.ts'

export interface ConnectOptions {
  /** The most tokens of a message. Where the provider needs no such limit, it is set only if given. */
  readonly maxTokens?: number
}

/**
 * A model behind its provider's official SDK, which is loaded only now.
 *
 * @throws {CliError} if the SDK is not installed, or lacks what it needs to find the provider.
 */
export async function connect(
  { provider, id }: ModelName,
  endpoint: Endpoint,
  options: ConnectOptions = {},
): Promise<Model<unknown>> {
  const sdk = await importPeer(providerInfo[provider].packageName, process.cwd())
  return makeModel[provider]({ sdk, endpoint, id, ...options })
}

/** A model that plain fetch talks to, for where no SDK is installed. */
export async function connectWithFetch(
  { provider, id }: ModelName & { readonly provider: FetchProvider },
  endpoint: Endpoint,
  options: ConnectOptions = {},
): Promise<Model<unknown>> {
  const client = fetchSend(provider, endpoint)
  return makeModel[provider]({ client, id, ...options })
}
