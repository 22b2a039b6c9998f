import { shownAddress } from '../../util/shown-address.ts'
import { usageError } from '../cli-error.ts'
import { providerInfo } from './provider-info.ts'
import type { Provider } from './model-name.ts'

/** Where requests go, and with which key. */
export interface Endpoint {
  readonly url: string
  /** Undefined if the SDK finds its credentials itself. */
  readonly key: string | undefined
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
  const { keyVariables, withoutKey, urlVariable, defaultUrl } = providerInfo[provider]
  const given = checkedUrl('--base-url', baseUrl) ?? fromEnvironment(provider, urlVariable, env)
  const place = { url: given ?? defaultUrl, custom: given !== undefined }
  const key = keyVariables.map((name) => set(env[name])).find((value) => value !== undefined)
  if (key !== undefined) return { ...place, key }
  const finds = withoutKey !== undefined && isOn(env[withoutKey])
  if (keyVariables.length === 0 || finds) return { ...place, key: undefined }
  if (given !== undefined) return { ...place, key: noKey }
  const other = withoutKey === undefined ? '' : `, or ${withoutKey}=true for Vertex AI`
  throw usageError(
    `${keyVariables.join(' or ')} is not set; set it to your key${other}, or give --base-url for a server that needs none.`,
  )
}

/** The SDK's of Ollama takes `127.0.0.1:11434`, as its command does. */
function fromEnvironment(
  provider: Provider,
  name: string,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const value = set(env[name])
  if (provider === 'ollama') return value
  return checkedUrl(name, value)
}

function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}

function isOn(value: string | undefined): boolean {
  return /^(1|true)$/i.test(value?.trim() ?? '')
}

function checkedUrl(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text
  throw usageError(`Expected ${name} to be an http or https address, got "${shownAddress(text)}".`)
}
