import { UsageError } from '../../call/errors/error.ts'

/**
 * An older runtime would say of the first call alone that `Promise.withResolvers` is not a function.
 *
 * @throws {UsageError} where the runtime lacks what all of this package is written with.
 */
export function expectNewRuntime(runtime: {
  readonly Promise: object
  readonly process?: { readonly versions?: { readonly node?: string } }
}): void {
  if ('withResolvers' in runtime.Promise) return
  const { node } = runtime.process?.versions ?? {}
  const got = node === undefined ? 'one without `Promise.withResolvers`' : `Node.js ${node}`
  throw new UsageError(
    `Expected Node.js 22.18 or later, or another runtime of 2024 or later, got ${got}.`,
  )
}
