/** What a guard loads late, the frameworks' own packages, lies beside the drivers and not beside the sources. */
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context)
    } catch (error) {
      if (specifier.startsWith('.') || specifier.includes(':')) throw error
      return next(specifier, { ...context, parentURL: import.meta.url })
    }
  },
})
