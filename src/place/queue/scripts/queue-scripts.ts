import type { QueueKeys } from './queue-keys.ts'
import * as lua from './lua.ts'
import { addAll } from '../../../util/add-all.ts'
import { slices } from '../../../util/slices.ts'
import type { RedisClient } from '../optional-packages.ts'

/** So many locks one script is told of: some arguments each. */
const mostHolds = 1_000
/** So many jobs one script gives their rounds. */
const mostJobs = 1_000

/** For so long a job that was found gone is kept away: far longer than anything that was sent is on its way. */
const goneMs = 600_000

/** The priority of a job that has no round yet: its score lies above those of all rounds. */
export const noRound: number = 2 ** 20

/** What became of asking to start a tool. */
export type StartVerdict =
  /** It may start, once. */
  | readonly ['ok']
  /** Another worker has the job by now, or none. */
  | readonly ['lost']
  /** Its engine has not seen yet to what this server has of it. */
  | readonly ['wait']
  /** The engine that asked for it is gone. */
  | readonly ['orphan']
  /** It was cancelled before it began; with the reason. */
  | readonly ['cancel', string]

/** `lost`: the lock is another's, or has lapsed. */
export type LockState = readonly ['held' | 'lost' | 'orphan'] | readonly ['cancel', string]

/** What became of a job that is to be cancelled. */
export type CancelVerdict = 'waiting' | 'told' | 'lost' | 'gone'

/**
 * Where a job is: waiting, held by a worker, no longer held (with what is known of its start), or gone: it is
 * done, or never arrived (and will not), or Redis lost it. If it is only `missing`, it may yet arrive.
 */
export type JobVerdict = 'waiting' | 'held' | 'lost-unstarted' | 'lost-started' | 'gone' | 'missing'

export interface JobVerdicts {
  readonly verdicts: readonly JobVerdict[]
  /** The last entry of the stream of replies at that moment; empty if there are no replies. */
  readonly lastReplyId: string
}

/** What an engine has in Redis. */
export interface EnginePlace {
  readonly replies: string
  readonly seenTo: string
}

type Script = (...args: (string | number)[]) => Promise<unknown>

/** What has to happen in Redis atomically: the scripts of lua.ts, as functions. */
export class QueueScripts {
  readonly #run: Readonly<Record<keyof typeof lua, Script>>
  readonly #keys: QueueKeys

  constructor(client: RedisClient, keys: QueueKeys) {
    for (const [name, text] of Object.entries(lua))
      client.defineCommand(`fanfold_${name}`, { lua: text, numberOfKeys: keyCounts[name as Name] })
    const commands = client as unknown as Readonly<Record<string, Script>>
    const of = (name: Name): Script => (commands[`fanfold_${name}`] as Script).bind(client)
    this.#run = {
      touch: of('touch'),
      start: of('start'),
      reply: of('reply'),
      renew: of('renew'),
      cancel: of('cancel'),
      checkJobs: of('checkJobs'),
      rounds: of('rounds'),
      takeOut: of('takeOut'),
    }
    this.#keys = keys
  }

  /**
   * Says that an engine is still there, and forgets the replies that it has read. Resolves with `false` if the stream had
   * to be made.
   */
  async touch(
    { replies, seenTo }: EnginePlace,
    leaseMs: number,
    readId: string,
    runId = '',
  ): Promise<boolean> {
    return (await this.#run.touch(replies, seenTo, leaseMs, readId, nextId(readId), runId)) === 1
  }

  /** Takes an engine's jobs out that it does not wait for any more, or that it knows to have been started where Redis does not. */
  async takeOut(
    begins: string,
    open: readonly { readonly jobId: string; readonly started: boolean }[],
  ): Promise<void> {
    const { prioritized, active, wait, stalled, base } = this.#keys
    const started = Object.fromEntries(open.map((job) => [job.jobId, job.started]))
    await this.#run.takeOut(
      prioritized,
      active,
      wait,
      stalled,
      base,
      begins,
      JSON.stringify(started),
    )
  }

  /** Asks to start a job's tool. `ok` comes once for a job, and only to the holder of its lock. */
  async start(
    jobId: string,
    token: string,
    { replies, seenTo }: EnginePlace,
    lockMs: number,
  ): Promise<StartVerdict> {
    const { job, lock, lockMs: longest } = this.#keys
    return (await this.#run.start(
      job(jobId),
      lock(jobId),
      replies,
      longest,
      seenTo,
      token,
      lockMs,
      jobId,
      knownMs(lockMs),
    )) as StartVerdict
  }

  /** Answers an engine. Resolves with `false` if the answer is not taken: the lock is lost, or the engine is gone. */
  async reply(
    { jobId, type, json }: { jobId: string; type: string; json: string },
    token: string,
    replies: string,
  ): Promise<boolean> {
    return (await this.#run.reply(this.#keys.lock(jobId), replies, token, jobId, type, json)) === 1
  }

  /** Extends locks: of each job its id, token and stream of replies. */
  async renew(
    holds: readonly (readonly string[])[],
    lockMs: number,
  ): Promise<readonly LockState[]> {
    const { stalled, base, lockMs: longest } = this.#keys
    const renewed: LockState[] = []
    for (const some of slices(holds, mostHolds))
      addAll(
        renewed,
        (await this.#run.renew(
          stalled,
          longest,
          base,
          lockMs,
          knownMs(lockMs),
          ...some.flat(),
        )) as LockState[],
      )
    return renewed
  }

  /** Has a job's worker cancel it. */
  async cancel(jobId: string, message: string): Promise<CancelVerdict> {
    const { job, lock, active, stalled, cancels } = this.#keys
    const keys = [job(jobId), lock(jobId), active, stalled]
    return (await this.#run.cancel(...keys, cancels, jobId, message, goneMs)) as CancelVerdict
  }

  /**
   * Gives jobs that wait their rounds, one after the other.
   *
   * @param last the last job in line of the same engine; empty if it has none.
   */
  async rounds(jobIds: readonly string[], last: string): Promise<void> {
    const { prioritized, pc } = this.#keys
    let before = last
    for (const some of slices(jobIds, mostJobs)) {
      await this.#run.rounds(prioritized, pc, before, ...some)
      before = some.at(-1) as string
    }
  }

  /** Looks at jobs, and takes lost ones out of the queue, so that no worker can start them any more. */
  async checkJobs(jobIds: readonly string[], replies: string): Promise<JobVerdicts> {
    const { active, stalled, base } = this.#keys
    const [lastReplyId, ...verdicts] = (await this.#run.checkJobs(
      active,
      stalled,
      replies,
      base,
      goneMs,
      ...jobIds,
    )) as [string, ...JobVerdict[]]
    return { verdicts, lastReplyId }
  }
}

type Name = keyof typeof lua

const keyCounts: Readonly<Record<Name, number>> = {
  touch: 2,
  start: 5,
  reply: 2,
  renew: 2,
  cancel: 4,
  checkJobs: 3,
  rounds: 2,
  takeOut: 4,
}

/** For so long after a worker was last heard of its lock's time is known: far longer than anything of it may be at work. */
function knownMs(lockMs: number): number {
  return 10 * lockMs + 60_000
}

/** The id that comes next to another one in a stream. */
function nextId(id: string): string {
  const [ms = '0', count = '0'] = id.split('-')
  return `${ms}-${Number(count) + 1}`
}
