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
  const resource = isUsable ? hooks?.AsyncResource : undefined
  const canEnter = isNode(AsyncLocalStorage)
  if (resource === undefined)
    return { AsyncLocalStorage, AsyncResource: resourceOf(AsyncLocalStorage), canEnter }
  const isRestored = !canEnter || restores(AsyncLocalStorage, resource)
  const AsyncResource = isRestored ? resource : restoring(resource)
  return { AsyncLocalStorage, AsyncResource, canEnter }
}

/**
 * Whether what is entered inside a resource is left with it. Before Node.js 24, and in later ones with
 * `--no-async-context-frame`, it stays in the resource, and all that runs in that later finds it.
 */
function restores(Storage: Storage, Resource: Resource): boolean {
  const storage = new Storage<boolean>()
  const resource = new Resource('fanfold.Probe', { requireManualDestroy: true })
  resource.runInAsyncScope(() => storage.enterWith(true))
  const found = resource.runInAsyncScope(() => storage.getStore())
  storage.disable()
  return found === undefined
}

/** Resources that run each function in a copy of their own, so that what it enters ends with it. */
function restoring(Resource: Resource): Resource {
  type Run = AsyncHooks.AsyncResource['runInAsyncScope']
  return class Restoring extends Resource {
    override runInAsyncScope: Run = (...args) =>
      super.runInAsyncScope(() => copyOf(Resource).runInAsyncScope(...args))
  }
}

function copyOf(Resource: Resource): AsyncHooks.AsyncResource {
  return new Resource('fanfold.Scope', { requireManualDestroy: true })
}

/** workerd has the method, too, which throws. */
function isNode({ prototype }: Storage): boolean {
  return typeof prototype.enterWith === 'function' && prototype.enterWith.length > 0
}

const own = asyncContextOf(builtin('node:async_hooks'), globalThis as object)

export const AsyncLocalStorage: Storage = own.AsyncLocalStorage
export const AsyncResource: Resource = own.AsyncResource
export const canEnter: boolean = own.canEnter
