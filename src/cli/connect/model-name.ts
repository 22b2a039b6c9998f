import { closestName } from '../../util/closest-name.ts'
import { usageError } from '../cli-error.ts'

export const providers = [
  'anthropic',
  'openai',
  'openai-responses',
  'gemini',
  'bedrock',
  'ollama',
  'cohere',
] as const

export type Provider = (typeof providers)[number]

/** A model and who serves it. */
export interface ModelName {
  readonly provider: Provider
  readonly id: string
}

/**
 * Reads `<provider>:<id>`; an id may hold colons, too.
 *
 * @param from where it was given.
 * @throws {CliError} if it is neither.
 */
export function parseModelName(text: string, from = '--model'): ModelName {
  const colon = text.indexOf(':')
  const provider = providers.find((candidate) => candidate === text.slice(0, colon))
  const id = text.slice(colon + 1)
  if (provider !== undefined && id !== '') return { provider, id }
  throw usageError(
    `Expected ${from} to be <provider>:<id>, with a provider among ${providers.join(', ')}, got "${text}".${suggestion(text, colon)}`,
  )
}

/** What models are called, and other names of who serves them. */
const known: readonly (readonly [name: RegExp, provider: Provider])[] = [
  [/^claude/i, 'anthropic'],
  [/^(gpt|o\d|chatgpt)/i, 'openai'],
  [/^gemini/i, 'gemini'],
  [/^command/i, 'cohere'],
]
const aliases: Readonly<Record<string, Provider>> = {
  google: 'gemini',
  vertex: 'gemini',
  aws: 'bedrock',
  amazon: 'bedrock',
  claude: 'anthropic',
  responses: 'openai-responses',
}

function suggestion(text: string, colon: number): string {
  const [, provider] = known.find(([name]) => name.test(text)) ?? []
  if (colon < 0) return provider === undefined ? '' : ` Did you mean ${provider}:${text}?`
  if (colon === text.length - 1) return ' After the colon the id of a model is missing.'
  const given = text.slice(0, colon).toLowerCase()
  const meant = Object.hasOwn(aliases, given) ? aliases[given] : closestName(given, providers)
  if (meant !== undefined) return ` Did you mean ${meant}${text.slice(colon)}?`
  return ` A server that speaks OpenAI's format is openai:<id> with --base-url <url>.`
}
