import OpenAI from 'openai'
import { zodFunction } from 'openai/helpers/zod'
import { VERSION } from 'openai/version'
import type { FrameworkDriver } from '../src/conformance.ts'
import { openaiDriver } from './openai-runner.ts'

export const driver: FrameworkDriver = openaiDriver({
  version: VERSION,
  client: (baseURL) => new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 }) as never,
  zodFunction: zodFunction as never,
})
