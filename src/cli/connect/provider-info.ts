import type { Provider } from './model-name.ts'

/** What differs between providers before a request is made. */
export interface ProviderInfo {
  /** For people. */
  readonly label: string
  readonly packageName: string
  /** The environment's names of the key, as the provider's own SDK reads them; none if there is no key, or the SDK finds it. */
  readonly keyVariables: readonly string[]
  /** Instead of a key: what says that the SDK finds its way by itself. */
  readonly withoutKey?: string
  readonly urlVariable: string
  readonly defaultUrl: string
}

const openai: ProviderInfo = {
  label: 'OpenAI',
  packageName: 'openai',
  keyVariables: ['OPENAI_API_KEY'],
  urlVariable: 'OPENAI_BASE_URL',
  defaultUrl: 'https://api.openai.com/v1',
}

export const providerInfo: Readonly<Record<Provider, ProviderInfo>> = {
  anthropic: {
    label: 'Anthropic',
    packageName: '@anthropic-ai/sdk',
    keyVariables: ['ANTHROPIC_API_KEY'],
    urlVariable: 'ANTHROPIC_BASE_URL',
    defaultUrl: 'https://api.anthropic.com',
  },
  openai,
  'openai-responses': openai,
  gemini: {
    label: 'Google Gemini',
    packageName: '@google/genai',
    keyVariables: ['GOOGLE_API_KEY', 'GEMINI_API_KEY'],
    withoutKey: 'GOOGLE_GENAI_USE_VERTEXAI',
    urlVariable: 'GOOGLE_GEMINI_BASE_URL',
    defaultUrl: 'https://generativelanguage.googleapis.com',
  },
  bedrock: {
    label: 'Amazon Bedrock',
    packageName: '@aws-sdk/client-bedrock-runtime',
    keyVariables: [],
    urlVariable: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
    defaultUrl: 'https://bedrock-runtime.amazonaws.com',
  },
  ollama: {
    label: 'Ollama',
    packageName: 'ollama',
    keyVariables: [],
    urlVariable: 'OLLAMA_HOST',
    defaultUrl: 'http://127.0.0.1:11434',
  },
  cohere: {
    label: 'Cohere',
    packageName: 'cohere-ai',
    keyVariables: ['CO_API_KEY', 'COHERE_API_KEY'],
    urlVariable: 'CO_API_URL',
    defaultUrl: 'https://api.cohere.com',
  },
}
