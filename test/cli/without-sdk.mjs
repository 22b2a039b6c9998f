// Makes the SDKs look as if they were not installed.
import { registerHooks } from 'node:module'

const sdks = new Set([
  '@anthropic-ai/sdk',
  'openai',
  '@google/genai',
  '@aws-sdk/client-bedrock-runtime',
  'ollama',
  'cohere-ai',
])

registerHooks({
  resolve(specifier, context, next) {
    if (!sdks.has(specifier)) return next(specifier, context)
    const error = new Error(`Cannot find package '${specifier}' imported from here`)
    throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
  },
})
