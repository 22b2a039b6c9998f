import type * as AsyncHooks from 'node:async_hooks'
import { builtin } from './builtin.ts'

type Storage = typeof AsyncHooks.AsyncLocalStorage
type Resource = typeof AsyncHooks.AsyncResource

/** The two classes by which what is asynchronous finds where it began. */
export interface AsyncContext {
  readonly AsyncLocalStorage: Storage
  readonly AsyncResource: Resource
  /** Whether a storage can be entered for the rest of what runs now; else only around a function. */
  readonly canEnter: boolean
}

/** Of a runtime that has no such thing, as browsers: nobody is inside anything, and everything runs where it is called. */
class NoStorage<T> {
  static snapshot(): (run: (...args: unknown[]) => unknown, ...args: unknown[]) => unknown {
    return (run, ...args) => run(...args)
  }
  getStore(): T | undefined {
    return undefined
  }
  run(_store: T, run: (...args: unknown[]) => unknown, ...args: unknown[]): unknown {
    return run(...args)
  }
}

/** A resource made of a storage's snapshots, for runtimes that have only the storage. */
function resourceOf(storage: Pick<Storage, 'snapshot'>): Resource {
  class Snapshot {
    static bind(run: (...args: never[]) => unknown): unknown {
      const inside = storage.snapshot()
      return (...args: never[]) => inside(run, ...args)
    }
    readonly #inside = storage.snapshot()
    runInAsyncScope(
      run: (...args: never[]) => unknown,
      _this?: unknown,
      ...args: never[]
    ): unknown {
      return this.#inside(run, ...args)
    }
  }
  return Snapshot as unknown as Resource
}

/** What a runtime has of it: of Node.js (Deno and Bun, too, and workerd with a flag), or a global storage, as on some edges. */
export function asyncContextOf(
  hooks: Partial<typeof AsyncHooks> | undefined,
  global: { readonly AsyncLocalStorage?: unknown },
): AsyncContext {
  const found = (hooks?.AsyncLocalStorage ?? global.AsyncLocalStorage) as Storage | undefined
  const isUsable = typeof found?.snapshot === 'function'
  const AsyncLocalStorage = isUsable ? found : (NoStorage as unknown as Storage)
  const AsyncResource =
    (isUsable ? hooks?.AsyncResource : undefined) ?? resourceOf(AsyncLocalStorage)
  return { AsyncLocalStorage, AsyncResource, canEnter: isNode(AsyncLocalStorage) }
}

/** workerd has the method, too, which throws. */
function isNode({ prototype }: Storage): boolean {
  return typeof prototype.enterWith === 'function' && prototype.enterWith.length > 0
}

const own = asyncContextOf(builtin('node:async_hooks'), globalThis as object)

export const AsyncLocalStorage: Storage = own.AsyncLocalStorage
export const AsyncResource: Resource = own.AsyncResource
export const canEnter: boolean = own.canEnter
