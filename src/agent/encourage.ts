/**
 * What a model is told so that it asks for independent lookups in one message, where its provider has not said what
 * works: what the providers' guides have in common.
 */
const common: string = [
  'When several tool calls do not depend on each other, make all of them in one message: they run side by side,',
  'and the answer comes sooner. Call tools one after another only when a call needs the result of an earlier one.',
].join(' ')

/**
 * Anthropic's sentence for Claude 4 and later models (platform.claude.com/docs/en/agents-and-tools/tool-use/parallel-tool-use, "Maximizing parallel tool use").
 */
const anthropic: string =
  'For maximum efficiency, whenever you need to perform multiple independent operations, invoke all relevant tools ' +
  'simultaneously rather than sequentially.'

/** OpenAI's sentence (cookbook.openai.com, "GPT-5.1 prompting guide", on parallel tool calls). */
const openai: string = 'Parallelize tool calls whenever possible.'

/** The limit of it, so that a call does not guess at what an earlier one would have told. */
const dependent: string =
  'Call tools one after another only when a call needs the result of an earlier one.'

/** By the codec's name. */
const own: ReadonlyMap<string, string> = new Map([
  ['anthropic', anthropic],
  ['openai-responses', openai],
])

/**
 * What the model is told with `parallel: 'encourage'`. `codec` names the wire format. Chat Completions is spoken by
 * many providers' models and Bedrock serves many, so they get the common words, as do providers whose guides have
 * none: Google's only describes parallel calls (ai.google.dev/gemini-api/docs/function-calling).
 */
export function encouragement(codec: string): string {
  const said = own.get(codec)
  return said === undefined ? common : `${said} ${dependent}`
}
