import type { Codec } from '../wire/codec.ts'

/**
 * What a model is told so that it asks for independent lookups in one message, where its provider has not said what
 * works: what the providers' guides have in common.
 */
const common: string =
  'When several tool calls do not depend on each other, make all of them in one message: they run side by side, and the ' +
  'answer comes sooner. Call tools one after another only when a call needs the result of an earlier one.'

/**
 * What the model is told with `parallel: 'encourage'`: the procedure that its provider documents. Bedrock, Ollama and the AI SDK serve many
 * providers' models, so they get the common words, as do providers whose guides have no procedure: Google's only describes parallel calls
 * (ai.google.dev/gemini-api/docs/function-calling).
 */
export function encouragement({ encouragement: own }: Pick<Codec<never>, 'encouragement'>): string {
  return own ?? common
}
