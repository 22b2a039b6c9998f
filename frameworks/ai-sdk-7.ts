import { createOpenAI } from '@ai-sdk/openai'
import { generateText, isStepCount, streamText, tool } from 'ai'
import manifest from 'ai/package.json' with { type: 'json' }
import type { AiSdk } from './ai-sdk.ts'

export const aiSdk7 = {
  version: manifest.version,
  tool,
  generateText,
  streamText,
  atMost: isStepCount,
  model: (baseURL: string) => createOpenAI({ baseURL, apiKey: 'none' }).chat('gpt-4o'),
} as unknown as AiSdk
