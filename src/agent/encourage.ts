import type { Codec } from '../wire/codec.ts'

/**
 * What a model is told so that it asks for independent lookups in one message, where its provider has not said what
 * works: what the providers' guides have in common.
 */
const common: string =
  'When several tool calls do not depend on each other, make all of them in one message: they run side by side, and the ' +
  'answer comes sooner.'

/** The limit of it, so that a call does not guess at what an earlier one would have told. */
const dependent: string =
  'Call tools one after another only when a call needs the result of an earlier one.'

/**
 * What the model is told with `parallel: 'encourage'`. Chat Completions is spoken by many providers' models and Bedrock
 * serves many, so they get the common words, as do providers whose guides have none: Google's only describes parallel calls
 * (ai.google.dev/gemini-api/docs/function-calling).
 */
export function encouragement({ encouragement: own }: Pick<Codec<never>, 'encouragement'>): string {
  return `${own ?? common} ${dependent}`
}
