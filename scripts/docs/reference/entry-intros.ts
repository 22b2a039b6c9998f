/** What an entry point is for, in a sentence, and the page that shows how it is used. */
export interface EntryIntro {
  readonly about: string
  /** Relative to docs/reference. */
  readonly guide: string
}

/** One for each entry point of package.json; a missing one fails the making of the reference. */
export const entryIntros: Readonly<Record<string, EntryIntro>> = {
  fanfold: {
    about: 'Tools, engines, turns, agents, and what they are made of.',
    guide: '../getting-started.md',
  },
  'fanfold/anthropic': {
    about: 'Messages of the Anthropic API, and the guard of its `toolRunner`.',
    guide: '../guides/providers.md',
  },
  'fanfold/openai': {
    about: 'Chat Completions and Responses of the OpenAI API, and the guard of `runTools`.',
    guide: '../guides/providers.md',
  },
  'fanfold/gemini': { about: 'Contents of the Gemini API.', guide: '../guides/providers.md' },
  'fanfold/bedrock': {
    about: "Messages of Amazon Bedrock's Converse API.",
    guide: '../guides/providers.md',
  },
  'fanfold/cohere': { about: 'Messages of the Cohere API.', guide: '../guides/providers.md' },
  'fanfold/ollama': { about: 'Messages of the Ollama API.', guide: '../guides/providers.md' },
  'fanfold/sqlite': { about: 'A journal in one SQLite file.', guide: '../guides/durability.md' },
  'fanfold/bullmq': { about: 'Tools that run in worker processes.', guide: '../guides/queue.md' },
  'fanfold/redis': {
    about: 'Keys that engines of several processes share.',
    guide: '../guides/shared-keys.md',
  },
  'fanfold/ai-sdk': {
    about: "The AI SDK's guard, and its language models for agents.",
    guide: '../guides/guards/ai-sdk.md',
  },
  'fanfold/langchain': {
    about: 'The guard of LangChain and LangGraph.',
    guide: '../guides/guards/langchain.md',
  },
  'fanfold/openai-agents': {
    about: 'The guard of the OpenAI Agents SDK.',
    guide: '../guides/guards/openai-agents.md',
  },
  'fanfold/mastra': { about: 'The guard of Mastra.', guide: '../guides/guards/mastra.md' },
  'fanfold/pi': { about: 'The guard of pi.', guide: '../guides/guards/pi.md' },
  'fanfold/claude-agent-sdk': {
    about: 'The guard of the Claude Agent SDK.',
    guide: '../guides/guards/claude-agent-sdk.md',
  },
  'fanfold/guard': {
    about: 'What guards are made of, for a loop of your own.',
    guide: '../guides/guards.md',
  },
  'fanfold/mcp': { about: 'Tools of MCP servers.', guide: '../guides/mcp.md' },
  'fanfold/observe': { about: 'Traces, timelines and the page.', guide: '../guides/traces.md' },
  'fanfold/otel': { about: 'OpenTelemetry.', guide: '../guides/opentelemetry.md' },
  'fanfold/testing': {
    about: 'A scripted model server and a virtual clock, for tests without a network.',
    guide: '../guides/testing.md',
  },
  'fanfold/conformance': {
    about: 'Suites for journals, shared keys, wire formats and guards of your own.',
    guide: '../guides/testing.md',
  },
}
