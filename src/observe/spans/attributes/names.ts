import { cutText } from '../../../util/cut-text.ts'

/** Longer names and ids are a model's mistake. */
const mostNameChars = 200

/** A name or an id that a model may have made up. */
export function nameOf(text: string): string {
  return cutText(text, mostNameChars)
}

/** What is said in a sentence may be of any length. */
const mostTextChars = 1_000

/** A key, a limit's name, a description, what went wrong. */
export function textOf(text: string): string {
  return cutText(text, mostTextChars)
}

/** The provider that a wire format is known by in the GenAI conventions. Others may speak it, too. */
const providers: Readonly<Record<string, string>> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  gemini: 'gcp.gen_ai',
  bedrock: 'aws.bedrock',
}

export function providerName(format: string): string {
  return Object.hasOwn(providers, format) ? (providers[format] as string) : format
}
