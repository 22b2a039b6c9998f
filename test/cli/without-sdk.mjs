// Makes the SDKs look as if they were not installed.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== '@anthropic-ai/sdk' && specifier !== 'openai') return next(specifier, context)
    const error = new Error(`Cannot find package '${specifier}' imported from here`)
    throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
  },
})
