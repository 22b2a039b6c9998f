import { generateText, stepCountIs, streamText, tool } from 'ai-5'
import manifest from 'ai-5/package.json' with { type: 'json' }
import { createOpenAI } from 'ai-sdk-openai-2'
import type { AiSdk } from './ai-sdk.ts'

export const aiSdk5 = {
  version: manifest.version,
  tool,
  generateText,
  streamText,
  atMost: stepCountIs,
  model: (baseURL: string) => createOpenAI({ baseURL, apiKey: 'none' }).chat('gpt-4o'),
} as unknown as AiSdk
