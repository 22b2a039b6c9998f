import type { Model } from '../../agent/model.ts'
import { createModelServer } from '../../testing/scripted-model-server.ts'
import { connect } from '../connect/connect.ts'
import { endpointOf } from '../connect/endpoint.ts'
import { parseModelName, type ModelName } from '../connect/model-name.ts'
import { providerInfo } from '../connect/provider-info.ts'
import type { Scenario } from './scenario.ts'
import { firstTokenMs, scriptFor, tokensPerSecond } from './scripted-model.ts'

/** A model to talk to, for one scenario. */
export interface Speaker {
  /** Who speaks, said so that nobody takes a scripted model for a live one. */
  readonly description: string
  readonly name: ModelName
  open(scenario: Scenario, speed: number): Promise<Opened>
}

export interface Opened {
  readonly model: Model<unknown>
  close(): Promise<void>
}

const maxTokens = 2_048

/** The models that the demo asks if nobody names one. */
const liveModels = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-6-luna' } as const

/**
 * A live model if the environment has a key for one, else the scripted one.
 *
 * @throws {CliError} if FANFOLD_DEMO_MODEL is not a model's name.
 */
export function chooseSpeaker(env: NodeJS.ProcessEnv): Speaker {
  const provider = (['anthropic', 'openai'] as const).find((candidate) =>
    Boolean(env[providerInfo[candidate].keyVariable]),
  )
  if (provider === undefined) return scriptedSpeaker
  const wanted = env['FANFOLD_DEMO_MODEL']
  const name = !wanted
    ? { provider, id: liveModels[provider] }
    : wanted.includes(':')
      ? parseModelName(wanted)
      : { provider, id: wanted }
  return liveSpeaker(name, env)
}

function liveSpeaker(name: ModelName, env: NodeJS.ProcessEnv): Speaker {
  const endpoint = endpointOf(name.provider, undefined, env)
  return {
    name,
    description: `${name.id}, live at ${endpoint.url}`,
    open: async () => {
      const { model } = await connect(name, endpoint, { maxTokens, withoutSdk: true })
      return { model, close: async () => {} }
    },
  }
}

/**
 * The scripted model, over real HTTP. Of the SDKs the first that is installed calls it, as it would call a live one;
 * without any, plain fetch does.
 */
async function scriptedSpeaker(): Promise<Speaker> {
  const provider = (await isInstalled('anthropic')) || !(await isInstalled('openai')) ? 'anthropic' : 'openai'
  const { packageName } = providerInfo[provider]
  const name = { provider, id: 'scripted-model' } as const
  const by = (await isInstalled(provider))
    ? `the official SDK (${packageName})`
    : `plain fetch (${packageName} is not installed)`
  return {
    name,
    description: `scripted model (no key set): a server on this machine that speaks the format of ${provider}, called over HTTP by ${by}`,
    open: async (scenario, speed) => {
      const server = await createModelServer({
        script: scriptFor(scenario, speed),
        pace: { firstTokenMs: firstTokenMs / speed, tokensPerSecond: tokensPerSecond * speed },
      })
      const url = provider === 'anthropic' ? server.anthropicBaseURL : server.openaiBaseURL
      const { model } = await connect(name, { url, key: 'no-key' }, { maxTokens, withoutSdk: true })
      return { model, close: () => server.close() }
    },
  }
}
