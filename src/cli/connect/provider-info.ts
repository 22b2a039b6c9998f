import type { Provider } from './model-name.ts'

/** What differs between providers before a request is made. */
export interface ProviderInfo {
  /** For people. */
  readonly label: string
  readonly packageName: string
  /** The environment's names, as the provider's own SDK reads them. */
  readonly keyVariable: string
  readonly urlVariable: string
  readonly defaultUrl: string
}

export const providerInfo: Readonly<Record<Provider, ProviderInfo>> = {
  anthropic: {
    label: 'Anthropic',
    packageName: '@anthropic-ai/sdk',
    keyVariable: 'ANTHROPIC_API_KEY',
    urlVariable: 'ANTHROPIC_BASE_URL',
    defaultUrl: 'https://api.anthropic.com',
  },
  openai: {
    label: 'OpenAI',
    packageName: 'openai',
    keyVariable: 'OPENAI_API_KEY',
    urlVariable: 'OPENAI_BASE_URL',
    defaultUrl: 'https://api.openai.com/v1',
  },
}
