import type { QueueKeys } from './keys.ts'
import * as lua from './lua.ts'
import type { RedisClient } from './peers.ts'

/** What became of asking to start a tool. */
export type Claim =
  /** It may start, once. */
  | readonly ['ok']
  /** The job is another's by now, or nobody's. */
  | readonly ['lost']
  /** The engine that asked for it is gone. */
  | readonly ['orphan']
  /** It was stopped before it began; with the reason. */
  | readonly ['stop', string]

/** `lost`: the lock is another's, or has lapsed. */
export type Hold = readonly ['held' | 'lost' | 'orphan'] | readonly ['stop', string]

/** What became of a job that is to stop. */
export type StopVerdict = 'waiting' | 'told' | 'lost' | 'gone'

/**
 * What is found of a job: in line, in the hands of a worker, no longer in anybody's (with what is known of its start), or
 * nowhere: it was done, or never came, or Redis lost it.
 */
export type AuditVerdict = 'waiting' | 'held' | 'lost-unstarted' | 'lost-started' | 'gone'

export interface AuditResult {
  readonly verdicts: readonly AuditVerdict[]
  /** The last entry of the stream of replies at that moment; empty if there is none. */
  readonly lastReplyId: string
}

type Script = (...args: (string | number)[]) => Promise<unknown>

/** What has to happen in Redis in one piece. */
export class Scripts {
  readonly #run: Readonly<Record<keyof typeof lua, Script>>
  readonly #keys: QueueKeys

  constructor(client: RedisClient, keys: QueueKeys) {
    for (const [name, text] of Object.entries(lua))
      client.defineCommand(`fanfold_${name}`, { lua: text, numberOfKeys: keyCounts[name as Name] })
    const commands = client as unknown as Readonly<Record<string, Script>>
    const of = (name: Name): Script => (commands[`fanfold_${name}`] as Script).bind(client)
    this.#run = {
      touch: of('touch'),
      claim: of('claim'),
      say: of('say'),
      renew: of('renew'),
      stop: of('stop'),
      audit: of('audit'),
    }
    this.#keys = keys
  }

  /**
   * Says that an engine is still there, and forgets the replies that it has read. Resolves with `false` if the stream had
   * to be made.
   */
  async touch(replies: string, leaseMs: number, readId: string): Promise<boolean> {
    return (await this.#run.touch(replies, leaseMs, readId, nextId(readId))) === 1
  }

  /** Asks to start a job's tool. `ok` comes once for a job, and only to whoever holds its lock. */
  async claim(jobId: string, token: string, replies: string, lockMs: number): Promise<Claim> {
    const { job, lock } = this.#keys
    return (await this.#run.claim(job(jobId), lock(jobId), replies, token, lockMs, jobId)) as Claim
  }

  /** Answers an engine. Resolves with `false` if nobody takes the answer: the lock is lost, or the engine is gone. */
  async say(
    { jobId, type, json }: { jobId: string; type: string; json: string },
    token: string,
    replies: string,
  ): Promise<boolean> {
    return (await this.#run.say(this.#keys.lock(jobId), replies, token, jobId, type, json)) === 1
  }

  /** Extends locks: of each job its id, token and stream of replies. */
  async renew(holds: readonly (readonly string[])[], lockMs: number): Promise<readonly Hold[]> {
    const { stalled, base } = this.#keys
    return (await this.#run.renew(stalled, base, lockMs, ...holds.flat())) as Hold[]
  }

  /** Tells a job's worker to stop it. */
  async stop(jobId: string, message: string): Promise<StopVerdict> {
    const { job, lock, active, stalled, stops } = this.#keys
    const keys = [job(jobId), lock(jobId), active, stalled]
    return (await this.#run.stop(...keys, stops, jobId, message)) as StopVerdict
  }

  /** Looks at jobs, and takes those that are lost out of the queue, so that nobody can start them any more. */
  async audit(jobIds: readonly string[], replies: string): Promise<AuditResult> {
    const { active, stalled, base } = this.#keys
    const [lastReplyId, ...verdicts] = (await this.#run.audit(
      active,
      stalled,
      replies,
      base,
      ...jobIds,
    )) as [string, ...AuditVerdict[]]
    return { verdicts, lastReplyId }
  }
}

type Name = keyof typeof lua

const keyCounts: Readonly<Record<Name, number>> = {
  touch: 1,
  claim: 3,
  say: 2,
  renew: 1,
  stop: 4,
  audit: 3,
}

/** The id that comes next to another one in a stream. */
function nextId(id: string): string {
  const [ms = '0', count = '0'] = id.split('-')
  return `${ms}-${Number(count) + 1}`
}
