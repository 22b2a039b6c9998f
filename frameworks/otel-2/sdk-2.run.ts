/** In a process whose only API is that of the SDK 2, as in a project that has it. */
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier,
      specifier === '@opentelemetry/api' ? { ...context, parentURL: import.meta.url } : context,
    ),
})

const { printReceived } = await import('../otel/print.ts')
const { register } = await import('./sdk.ts')
const { shopRun } = await import('../otel/shop-run.ts')

await printReceived(register, shopRun)
