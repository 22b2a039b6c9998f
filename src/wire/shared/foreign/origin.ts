/** Whose shape a value has that was handed over in the stead of something else. */
export interface Origin {
  /** The name of the codec that reads it, if there is one. */
  readonly codec: string | undefined
  /** What it is, in the plural for calls: `tool calls of Anthropic's Messages`. */
  readonly calls: string
  readonly response: string
  /** By which a whole response is known, whatever it lacks. Those that wrong objects have, too, are not among them. */
  readonly fields: readonly string[]
  /** What to do with it, where its calls are to be run. */
  readonly advice: string
}

function provider(
  codec: string,
  api: string,
  name: string,
  entry: string,
  fields: readonly string[],
): Origin {
  return {
    codec,
    calls: `tool calls of ${api}`,
    response: `a message of ${api}`,
    fields,
    advice:
      `Pass the whole response to \`${name}.answer(engine, response)\`, or read its calls with \`${name}.calls(response)\`; ` +
      `\`${name}\` is in 'fanfold/${entry}'.`,
  }
}

type OriginName =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic'
  | 'gemini'
  | 'bedrock'
  | 'cohere'
  | 'ollama'
  | 'ai-sdk'
  | 'langchain'
  | 'mcp'

/** By the name of the codec. */
export const origins: Readonly<Record<OriginName, Origin>> = {
  'openai-chat': provider('openai-chat', 'OpenAI Chat Completions', 'openai.chat', 'openai', [
    'choices',
    'object',
    'usage',
    'created',
  ]),
  'openai-responses': provider(
    'openai-responses',
    'OpenAI Responses',
    'openai.responses',
    'openai',
    ['output', 'object', 'usage'],
  ),
  anthropic: provider('anthropic', 'Anthropic Messages', 'anthropic', 'anthropic', [
    'stop_reason',
    'usage',
  ]),
  gemini: provider('gemini', 'Gemini', 'gemini', 'gemini', [
    'candidates',
    'promptFeedback',
    'usageMetadata',
    'modelVersion',
    'responseId',
  ]),
  bedrock: provider('bedrock', 'Bedrock Converse', 'bedrock', 'bedrock', [
    'output',
    'stopReason',
    'usage',
    'metrics',
    // Of an error's body.
    '__type',
    'Message',
  ]),
  cohere: provider('cohere', 'Cohere', 'cohere', 'cohere', [
    'finish_reason',
    'finishReason',
    'usage',
    'meta',
  ]),
  ollama: provider('ollama', 'Ollama', 'ollama', 'ollama', [
    'done',
    'created_at',
    'done_reason',
    'eval_count',
  ]),
  'ai-sdk': {
    codec: 'ai-sdk',
    calls: 'tool calls of the AI SDK',
    response: 'a result of the AI SDK',
    fields: ['finishReason', 'usage'],
    advice:
      "Have the AI SDK run them, with `tools: guard(engine, tools)` of 'fanfold/ai-sdk'; or read what a language model's " +
      '`doGenerate` or `doStream` returns with `aiSdk.answer(engine, result)`.',
  },
  langchain: {
    codec: undefined,
    calls: 'tool calls of LangChain',
    response: 'a message of LangChain',
    fields: [],
    advice:
      "Have LangChain run them, with `guard(engine, tools)` of 'fanfold/langchain'; or make each one `{ id, name, input: args }`.",
  },
  mcp: {
    codec: undefined,
    calls: 'requests of MCP',
    response: 'a request of MCP',
    fields: [],
    advice:
      "Make each one `{ id, name: params.name, input: params.arguments }`. The tools of an MCP server are in `mcpTools` of 'fanfold/mcp'.",
  },
}

/** What a codec reads. */
export function originOf(codec: string): Origin | undefined {
  return Object.values<Origin>(origins).find((each) => each.codec === codec)
}
