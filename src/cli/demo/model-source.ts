import { shownAddress } from '../../util/shown-address.ts'
import type { Model } from '../../agent/model.ts'
import { createModelServer } from '../../testing/scripted-model-server.ts'
import { connect, connectWithFetch } from '../connect/connect.ts'
import { endpointOf } from '../connect/endpoint.ts'
import { hasPeer } from '../connect/import-peer.ts'
import { parseModelName, type ModelName } from '../connect/model-name.ts'
import type { FetchProvider } from '../connect/fetch-send.ts'
import { providerInfo } from '../connect/provider-info.ts'
import type { Scenario } from './scenario.ts'
import { firstTokenMs, scriptFor, tokensPerSecond } from './scripted-model.ts'

/** A model to talk to, for one scenario. */
export interface ModelSource {
  /** Which model it is, so that a scripted one is not taken for a live one. */
  readonly description: string
  readonly live: boolean
  readonly name: ModelName
  open(scenario: Scenario, speed: number): Promise<Opened>
}

export interface Opened {
  readonly model: Model<unknown>
  close(): Promise<void>
}

/** The models that the demo asks if none is named. */
const liveModels = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-6-luna' } as const
const providers = Object.keys(liveModels) as FetchProvider[]

const maxTokens = 2_048

/**
 * A live model if the environment has a key for one, else the scripted one.
 *
 * @throws {CliError} if FANFOLD_DEMO_MODEL is not a model's name.
 */
export async function chooseModelSource(env: NodeJS.ProcessEnv): Promise<ModelSource> {
  const named = env['FANFOLD_DEMO_MODEL'] ?? ''
  if (named.includes(':')) return liveSource(parseModelName(named, 'FANFOLD_DEMO_MODEL'), env)
  const provider = providers.find((candidate) =>
    providerInfo[candidate].keyVariables.some((name) => Boolean(env[name])),
  )
  if (provider === undefined) return scriptedSource()
  return liveSource({ provider, id: named || liveModels[provider] }, env)
}

async function liveSource(name: ModelName, env: NodeJS.ProcessEnv): Promise<ModelSource> {
  const endpoint = endpointOf(name.provider, undefined, env)
  const model = await connect(name, endpoint, { maxTokens })
  return {
    name,
    live: true,
    description: `${name.id}, live at ${shownAddress(endpoint.url)}`,
    open: async () => ({ model, close: async () => {} }),
  }
}

/**
 * The scripted model, over real HTTP. Of the SDKs the first that is installed calls it, as it would call a live one;
 * without any, plain fetch does.
 */
async function scriptedSource(): Promise<ModelSource> {
  const installed = await firstInstalled()
  const provider = installed ?? 'anthropic'
  const name = { provider, id: 'scripted-model' } as const
  const { label } = providerInfo[provider]
  const by =
    installed === undefined
      ? 'plain fetch (no SDK is installed)'
      : `the official SDK ${providerInfo[installed].packageName}`
  return {
    name,
    live: false,
    description: `scripted model (no key set): a local server in ${label}'s format, called over HTTP by ${by}`,
    open: async (scenario, speed) => {
      const pace = { firstTokenMs: firstTokenMs / speed, tokensPerSecond: tokensPerSecond * speed }
      const server = await createModelServer({ script: scriptFor(scenario, speed), pace })
      const url = provider === 'anthropic' ? server.anthropicBaseURL : server.openaiBaseURL
      const endpoint = { url, key: 'no-key', custom: true }
      const model =
        installed === undefined
          ? await connectWithFetch(name, endpoint, { maxTokens })
          : await connect(name, endpoint, { maxTokens })
      return { model, close: () => server.close() }
    },
  }
}

async function firstInstalled(): Promise<FetchProvider | undefined> {
  for (const provider of providers)
    if (await hasPeer(providerInfo[provider].packageName, process.cwd())) return provider
  return undefined
}
