import type { RedisBase } from './client.ts'

/** What is to be known of a server before anything is kept in it. */
export interface ServerCheck {
  /** Another one after each restart; undefined if the server does not tell. */
  readonly runId: string | undefined
  /** It takes no writes. */
  readonly isReplica: boolean
  /** Why it cannot be used. */
  readonly refusal?: string
  /** What could not be found out. */
  readonly warning?: string
}

/** What a server that evicts keys does to its user: what it drops, and what comes of that. */
export interface Eviction {
  readonly drops: string
  readonly harm: string
}

/** Looks at a server's version (6.2 is what the scripts are written for) and at what it does when its memory is full. */
export async function checkServer(client: RedisBase, eviction: Eviction): Promise<ServerCheck> {
  const info = await client.info().catch(rethrowLost)
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1]
  const server = { runId: field('run_id'), isReplica: field('role') === 'slave' }
  const version = field('redis_version')
  if (version !== undefined && Number.parseFloat(version) < 6.2)
    return { ...server, refusal: `Expected Redis 6.2 or newer (or Valkey), got ${version}.` }
  const policy = field('maxmemory_policy') ?? (await configuredPolicy(client))
  if (policy === undefined) return { ...server, warning: unknownPolicy(eviction) }
  return policy === 'noeviction' ? server : { ...server, refusal: evicts(policy, eviction) }
}

function evicts(policy: string, { drops, harm }: Eviction): string {
  return (
    `Expected Redis to have the \`maxmemory-policy\` noeviction, got ${policy}. When its memory is full, such a server ` +
    `drops ${drops}, and ${harm}. Use another server, or run: redis-cli CONFIG SET maxmemory-policy noeviction`
  )
}

function unknownPolicy({ harm }: Eviction): string {
  return (
    'Redis does not tell its `maxmemory-policy` (INFO and CONFIG are forbidden). Make sure that it is noeviction: with ' +
    `another one ${harm} when its memory is full.`
  )
}

async function configuredPolicy(client: RedisBase): Promise<string | undefined> {
  const found = await client.config('GET', 'maxmemory-policy').catch(rethrowLost)
  return Array.isArray(found) ? found[1] : undefined
}

/** What a server forbids (a `ReplyError`) is not known; a lost connection is asked again. */
function rethrowLost(error: Error): '' {
  if (error.name === 'ReplyError') return ''
  throw error
}
