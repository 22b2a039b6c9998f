import { usageError } from '../cli-error.ts'
import { providerInfo } from './provider-info.ts'
import type { Provider } from './model-name.ts'

/** Where requests go, and with which key. */
export interface Endpoint {
  readonly url: string
  readonly key: string
  /** Not the provider's own server. */
  readonly custom: boolean
}

/** Local servers ask for no key, but the SDKs do. */
const noKey = 'no-key'

/**
 * Finds the server and the key of a provider: an option goes before the environment.
 *
 * @throws {CliError} if the provider's own server is meant and there is no key for it.
 */
export function endpointOf(
  provider: Provider,
  baseUrl: string | undefined,
  env: NodeJS.ProcessEnv,
): Endpoint {
  const { keyVariable, urlVariable, defaultUrl } = providerInfo[provider]
  const given = baseUrl ?? set(env[urlVariable])
  const key = set(env[keyVariable])
  if (given !== undefined) return { url: checkedUrl(given), key: key ?? noKey, custom: true }
  if (key !== undefined) return { url: defaultUrl, key, custom: false }
  throw usageError(
    `${keyVariable} is not set; set it to your key, or give --base-url for a server that needs none.`,
  )
}

function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}

function checkedUrl(text: string): string {
  const url = URL.parse(text)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text
  throw usageError(`Expected --base-url to be an http or https address, got "${text}".`)
}
