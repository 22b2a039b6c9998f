import { UsageError } from '../../call/errors/error.ts'
import type { RedisBase } from '../../util/redis/client.ts'
import { plainOptions, type RedisOptions } from '../../util/redis/connection.ts'

/** Without these a connection would lead elsewhere, or not be protected. */
const needed = ['tls', 'sentinels', 'Connector']

/**
 * A client's options, for a client like it in a thread.
 *
 * @throws {UsageError} if what matters cannot cross to there.
 */
export function threadOptions({ options }: RedisBase): RedisOptions {
  const plain = plainOptions({ options })
  const lost = needed.find((name) => options[name] !== undefined && !(name in plain))
  if (lost === undefined) return plain
  throw new UsageError(
    `Expected \`connection.${lost}\` to be plain data, got something with functions in it. Leases are renewed in a thread, ` +
      'which cannot be given those.',
  )
}
