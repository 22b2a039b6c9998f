import { usageError } from '../cli-error.ts'

export const providers = ['anthropic', 'openai'] as const

export type Provider = (typeof providers)[number]

/** A model and who serves it. */
export interface ModelName {
  readonly provider: Provider
  readonly id: string
}

/**
 * Reads `anthropic:<id>` or `openai:<id>`.
 *
 * @throws {CliError} if it is neither.
 */
export function parseModelName(text: string): ModelName {
  const colon = text.indexOf(':')
  const provider = providers.find((candidate) => candidate === text.slice(0, colon))
  const id = text.slice(colon + 1)
  if (provider !== undefined && id !== '') return { provider, id }
  throw usageError(
    `Expected --model to be anthropic:<id> or openai:<id>, got "${text}".${suggestion(text, colon)}`,
  )
}

function suggestion(text: string, colon: number): string {
  if (colon >= 0) return ''
  if (/^claude/i.test(text)) return ` Did you mean anthropic:${text}?`
  if (/^(gpt|o\d|chatgpt)/i.test(text)) return ` Did you mean openai:${text}?`
  return ''
}
