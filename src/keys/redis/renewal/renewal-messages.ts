import type { MessagePort } from 'node:worker_threads'
import type { RedisOptions } from '../../../util/redis/connection.ts'
import type { KeyNames } from '../scripts/key-names.ts'
import type { Moment } from '../moment.ts'

/** What the thread that renews is sent: ids to renew, and ids not to renew any more. */
export interface ToRenewer {
  readonly type: 'hold' | 'drop'
  readonly ids: readonly string[]
}

/** What it sends after each round that Redis answered. */
export interface Renewal {
  /** Before Redis was asked: the leases run from then at the earliest. */
  readonly asked: Moment
  readonly renewed: readonly string[]
  /** Redis has nothing of these, or they had run out. */
  readonly missing: readonly string[]
}

export interface RenewerData {
  readonly port: MessagePort
  readonly connection: RedisOptions
  readonly names: KeyNames
  readonly ttlMs: number
}
