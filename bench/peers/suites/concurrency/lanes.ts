import { AsyncLocalStorage } from 'node:async_hooks'

/** Runs of one contestant that speak to servers of their own, though it was told one address. */
export interface Lanes<Name extends string> {
  /** Runs `work`; its requests go to the server of this name. */
  in<Result>(name: Name, work: () => Promise<Result>): Promise<Result>
  readonly fetch: typeof globalThis.fetch
}

export function lanes<Name extends string>(urls: Readonly<Record<Name, string>>): Lanes<Name> {
  const current = new AsyncLocalStorage<Name>()
  const network = globalThis.fetch
  return {
    in: (name, work) => current.run(name, work),
    fetch(input, init) {
      const name = current.getStore()
      if (name === undefined) throw new Error('Expected the request to come from within a run.')
      const asked = new URL(input instanceof Request ? input.url : input)
      const target = new URL(asked.pathname + asked.search, urls[name])
      return network(input instanceof Request ? new Request(target, input) : target, init)
    },
  }
}
