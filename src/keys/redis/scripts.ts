import type { RedisBase } from '../../util/redis/client.ts'
import type { Stake } from './lanes.ts'
import * as lua from './lua.ts'
import type { KeyNames } from './names.ts'

/** A claim as Redis keeps it. */
export interface ClaimInfo {
  /** For people. */
  readonly owner: string
  readonly stakes: readonly Stake[]
}

/** Where a claim stands: a token once it is granted; `missing` if Redis has nothing of it. */
export type Standing = { readonly token: number } | 'waiting' | 'missing'

export interface Looked<T> {
  readonly found: T
  /** In how many milliseconds the next lease, of whomever, runs out unless it is renewed. */
  readonly dueInMs: number
}

type Script = (...args: (string | number)[]) => Promise<unknown>

/** The programs of lua.ts, as functions. */
export class KeyScripts {
  readonly #run: Readonly<Record<keyof typeof lua, Script>>
  readonly #ttlMs: number

  constructor(client: RedisBase, { due, lanes, claims, last, told }: KeyNames, ttlMs: number) {
    for (const [name, text] of Object.entries(lua))
      client.defineCommand(`fanfold_keys_${name}`, { lua: text, numberOfKeys: 4 })
    const commands = client as unknown as Readonly<Record<string, Script>>
    const of = (name: keyof typeof lua): Script => {
      const command = commands[`fanfold_keys_${name}`] as Script
      return (...args) => command.call(client, due, lanes, claims, last, told, ...args)
    }
    this.#run = { enter: of('enter'), leave: of('leave'), renew: of('renew'), check: of('check') }
    this.#ttlMs = ttlMs
  }

  /** Takes a place in line for all keys at once; the same place if it has one. */
  async enter(id: string, info: ClaimInfo): Promise<Looked<Standing>> {
    const answer = await this.#run.enter(id, this.#ttlMs, JSON.stringify(info))
    const [text, dueInMs] = answer as [string, number]
    return { found: standingOf(text), dueInMs }
  }

  /** Gives back, or up. */
  async leave(ids: readonly string[]): Promise<void> {
    await this.#run.leave(...ids)
  }

  /** Extends leases, and resolves with those that there was nothing to extend of. */
  async renew(ids: readonly string[]): Promise<readonly string[]> {
    return (await this.#run.renew(this.#ttlMs, ...ids)) as string[]
  }

  async check(ids: readonly string[]): Promise<Looked<readonly Standing[]>> {
    const [dueInMs, ...texts] = (await this.#run.check(...ids)) as [number, ...string[]]
    return { found: texts.map(standingOf), dueInMs }
  }
}

function standingOf(text: string): Standing {
  if (text === '') return 'waiting'
  return text === '-' ? 'missing' : { token: Number(text) }
}
