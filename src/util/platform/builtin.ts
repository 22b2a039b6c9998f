export interface Builtins {
  readonly 'node:async_hooks': typeof import('node:async_hooks')
  readonly 'node:crypto': typeof import('node:crypto')
  readonly 'node:fs': typeof import('node:fs')
  readonly 'node:module': typeof import('node:module')
  readonly 'node:os': typeof import('node:os')
  readonly 'node:path': typeof import('node:path')
  readonly 'node:url': typeof import('node:url')
  readonly 'node:util': typeof import('node:util')
  readonly 'node:worker_threads': typeof import('node:worker_threads')
}

/**
 * A module of Node.js, or undefined where it does not exist, as in a browser. An `import` of it would be one of every runtime;
 * and it would load all that the module exports, where most is never used: of `node:crypto` and `node:fs` that takes longer
 * than all of this package.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  const { process } = globalThis as {
    readonly process?: { getBuiltinModule?(name: string): unknown }
  }
  return process?.getBuiltinModule?.(name) as Builtins[Name] | undefined
}
