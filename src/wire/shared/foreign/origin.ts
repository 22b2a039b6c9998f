/** Whose shape a value has that was handed over in the stead of something else. */
export interface Origin {
  /** The name of the codec that reads it, if there is one. */
  readonly codec: string | undefined
  /** What it is, in the plural for calls: `tool calls of Anthropic's Messages`. */
  readonly calls: string
  readonly response: string
  /** What to do with it, where its calls are to be run. */
  readonly advice: string
}

function provider(codec: string, api: string, name: string, entry: string): Origin {
  return {
    codec,
    calls: `tool calls of ${api}`,
    response: `a message of ${api}`,
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
  'openai-chat': provider('openai-chat', 'OpenAI Chat Completions', 'openai.chat', 'openai'),
  'openai-responses': provider(
    'openai-responses',
    'OpenAI Responses',
    'openai.responses',
    'openai',
  ),
  anthropic: provider('anthropic', 'Anthropic Messages', 'anthropic', 'anthropic'),
  gemini: provider('gemini', 'Gemini', 'gemini', 'gemini'),
  bedrock: provider('bedrock', 'Bedrock Converse', 'bedrock', 'bedrock'),
  cohere: provider('cohere', 'Cohere', 'cohere', 'cohere'),
  ollama: provider('ollama', 'Ollama', 'ollama', 'ollama'),
  'ai-sdk': {
    codec: 'ai-sdk',
    calls: 'tool calls of the AI SDK',
    response: 'a result of the AI SDK',
    advice:
      "Have the AI SDK run them, with `tools: guard(engine, tools)` of 'fanfold/ai-sdk'; or read what a language model's " +
      '`doGenerate` or `doStream` returns with `aiSdk.answer(engine, result)`.',
  },
  langchain: {
    codec: undefined,
    calls: 'tool calls of LangChain',
    response: 'a message of LangChain',
    advice:
      "Have LangChain run them, with `guard(engine, tools)` of 'fanfold/langchain'; or make each one `{ id, name, input: args }`.",
  },
  mcp: {
    codec: undefined,
    calls: 'requests of MCP',
    response: 'a request of MCP',
    advice:
      "Make each one `{ id, name: params.name, input: params.arguments }`. The tools of an MCP server are in `mcpTools` of 'fanfold/mcp'.",
  },
}
