import { generateText, stepCountIs, streamText, tool } from 'ai-6'
import manifest from 'ai-6/package.json' with { type: 'json' }
import { createOpenAI } from 'ai-sdk-openai-3'
import type { AiSdk } from './ai-sdk.ts'

export const aiSdk6 = {
  version: manifest.version,
  tool,
  generateText,
  streamText,
  atMost: stepCountIs,
  model: (baseURL: string) => createOpenAI({ baseURL, apiKey: 'none' }).chat('gpt-4o'),
} as unknown as AiSdk
