import type { RedisBase } from '../../../util/redis/client.ts'
import type { Stake } from './stakes.ts'
import * as lua from './lua.ts'
import type { KeyNames } from './key-names.ts'
import { addAll } from '../../../util/add-all.ts'
import { slices } from '../../../util/slices.ts'

/** So many claims one script is told of: an argument each. */
const mostIds = 1_000

/** A request as Redis keeps it. */
export interface RequestInfo {
  /** For people. */
  readonly owner: string
  readonly stakes: readonly Stake[]
}

/** Where a claim stands: a token once it is granted; `missing` if Redis has nothing of it. */
export type Standing = { readonly token: number } | 'waiting' | 'missing'

export interface Looked<T> {
  readonly found: T
  /** In how many milliseconds the next lease of any engine runs out unless it is renewed. */
  readonly dueInMs: number
}

type Script = (...args: (string | number)[]) => Promise<unknown>

/** The scripts of lua.ts, as functions. */
export class KeyScripts {
  readonly #run: Readonly<Record<keyof typeof lua, Script>>
  readonly #ttlMs: number

  constructor(client: RedisBase, { due, lanes, claims, last, grants }: KeyNames, ttlMs: number) {
    for (const [name, text] of Object.entries(lua))
      client.defineCommand(`fanfold_keys_${name}`, { lua: text, numberOfKeys: 4 })
    const commands = client as unknown as Readonly<Record<string, Script>>
    const of = (name: keyof typeof lua): Script => {
      const command = commands[`fanfold_keys_${name}`] as Script
      return (...args) => command.call(client, due, lanes, claims, last, grants, ...args)
    }
    this.#run = { enter: of('enter'), leave: of('leave'), renew: of('renew'), check: of('check') }
    this.#ttlMs = ttlMs
  }

  /**
   * Takes a place in line for all keys at once.
   *
   * @param again it was sent before, and not answered: it gets the place that it has, or is `missing`.
   */
  async enter(id: string, info: RequestInfo, again: boolean): Promise<Looked<Standing>> {
    const answer = await this.#run.enter(id, this.#ttlMs, JSON.stringify(info), again ? 1 : 0)
    const [text, dueInMs] = answer as [string, number]
    return { found: standingOf(text), dueInMs }
  }

  /** Releases what is held, and gives up what waits. */
  async leave(ids: readonly string[]): Promise<void> {
    for (const some of slices(ids, mostIds))
      for (let left = 0; left < some.length;)
        left += Number(await this.#run.leave(...some.slice(left)))
  }

  /** Extends leases, and resolves with those that Redis no longer has. */
  async renew(ids: readonly string[]): Promise<readonly string[]> {
    const missing: string[] = []
    for (const some of slices(ids, mostIds))
      addAll(missing, (await this.#run.renew(this.#ttlMs, ...some)) as string[])
    return missing
  }

  async check(ids: readonly string[]): Promise<Looked<readonly Standing[]>> {
    const found: Standing[] = []
    let dueInMs = 0
    for (const some of slices(ids, mostIds)) {
      const [nextInMs, ...texts] = (await this.#run.check(...some)) as [number, ...string[]]
      dueInMs = nextInMs
      addAll(found, texts.map(standingOf))
    }
    return { found, dueInMs }
  }
}

function standingOf(text: string): Standing {
  if (text === '') return 'waiting'
  return text === '-' ? 'missing' : { token: Number(text) }
}
