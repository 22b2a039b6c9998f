import type { RedisClient } from './peers.ts'

/** What is to be known of a server before calls are put into it. */
export interface ServerCheck {
  /** Another one after each restart; undefined if the server does not say. */
  readonly runId: string | undefined
  /** Why it cannot be used. */
  readonly refusal?: string
  /** What could not be found out. */
  readonly warning?: string
}

/** Looks at a server's version (6.2 has what is used: `XADD NOMKSTREAM`) and at what it does when its memory is full. */
export async function checkServer(client: RedisClient): Promise<ServerCheck> {
  const info = await client.info().catch(rethrowLost)
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1]
  const runId = field('run_id')
  const version = field('redis_version')
  if (version !== undefined && Number.parseFloat(version) < 6.2)
    return { runId, refusal: `Expected Redis 6.2 or newer (or Valkey), got ${version}.` }
  const policy = field('maxmemory_policy') ?? (await configuredPolicy(client))
  if (policy === undefined) return { runId, warning: unknownPolicy }
  return policy === 'noeviction' ? { runId } : { runId, refusal: refusalOf(policy) }
}

function refusalOf(policy: string): string {
  return (
    `Expected Redis to have the \`maxmemory-policy\` noeviction, got ${policy}. When its memory is full, such a server ` +
    'throws away jobs and locks, and calls are lost or run twice. Use another server for the queue, or run: ' +
    'redis-cli CONFIG SET maxmemory-policy noeviction'
  )
}

const unknownPolicy =
  'Redis does not tell its `maxmemory-policy` (INFO and CONFIG are forbidden). Make sure that it is noeviction: with ' +
  'another one calls are lost or run twice when its memory is full.'

async function configuredPolicy(client: RedisClient): Promise<string | undefined> {
  const found = await client.config('GET', 'maxmemory-policy').catch(rethrowLost)
  return Array.isArray(found) ? found[1] : undefined
}

/** What a server forbids (a `ReplyError`) is not known; a lost connection is asked again. */
function rethrowLost(error: Error): '' {
  if (error.name === 'ReplyError') return ''
  throw error
}
