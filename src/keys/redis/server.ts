import type { RedisBase } from '../../util/redis/client.ts'

/** What is to be known of a server before keys are kept in it. */
export interface ServerCheck {
  /** Why it may not be used. */
  readonly refusal?: string
  /** It takes no writes. */
  readonly isReplica: boolean
}

/** Looks at a server's version (6.2 is what this is made for) and at what it does when its memory is full. */
export async function checkServer(client: RedisBase): Promise<ServerCheck> {
  const info = await client.info().catch(rethrowLost)
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1]
  const isReplica = field('role') === 'slave'
  const version = field('redis_version')
  if (version !== undefined && Number.parseFloat(version) < 6.2)
    return { isReplica, refusal: `Expected Redis 6.2 or newer (or Valkey), got ${version}.` }
  const policy = field('maxmemory_policy') ?? 'noeviction'
  return policy === 'noeviction' ? { isReplica } : { isReplica, refusal: evicts(policy) }
}

function evicts(policy: string): string {
  return (
    `Expected Redis to have the \`maxmemory-policy\` noeviction, got ${policy}. When its memory is full, such a server ` +
    'throws away who holds what, and two get the same key. Use another server, or run: ' +
    'redis-cli CONFIG SET maxmemory-policy noeviction'
  )
}

/** What a server forbids (a `ReplyError`) is not known; a lost connection is asked again. */
function rethrowLost(error: Error): '' {
  if (error.name === 'ReplyError') return ''
  throw error
}
