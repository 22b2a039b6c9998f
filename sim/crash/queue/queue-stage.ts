import { Redis } from 'ioredis'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestRedis } from '../../../test/place/queue/redis.ts'
import { within, type Actor, type Nursery } from '../nursery.ts'
import type { KillPlan, OtherVersion, StopPlan } from '../plan.ts'
import type { SetStage } from '../stage.ts'
import { forge } from './forge.ts'

/** How many workers a round has. */
const size = 2
const patienceMs = 20_000
/** How long Redis is away. */
const awayMs = 150

export interface WorkerNurseries {
  readonly same: Nursery
  readonly other: Nursery
}

/** Makes rounds with workers, on a Redis that all rounds of one lane have in turn. */
export function queueStages(redis: TestRedis, { same, other }: WorkerNurseries): SetStage {
  let rounds = 0
  return async (folder, ledger, plan) => {
    rounds += 1
    const queue = { redisUrl: redis.url, name: `crash${rounds}` }
    const workers: { readonly name: string; readonly actor: Actor }[] = []
    let raised = 0
    const stops = plan.kills.flatMap(({ stop }) => stop ?? [])

    async function raise(version?: OtherVersion): Promise<void> {
      raised += 1
      const name = `w${raised}`
      if (version !== undefined)
        ledger.append({ process: name, what: 'forged', about: `a ${version} version` })
      const graceMs = stops[0]?.withinMs ?? 1_000
      const part = { process: name, folder, queue, graceMs, ...(version && { version }) }
      const actor = await (version === undefined ? same : other).take(part)
      workers.push({ name, actor })
      await within(patienceMs, actor.begun)
    }

    /** The older one: what it has in hand is more. */
    async function endWorker(stop: StopPlan | undefined): Promise<void> {
      const { name, actor } = workers.shift() as (typeof workers)[number]
      if (stop === undefined) actor.kill()
      else await closeWorker(name, actor, stop)
      const code = await actor.ended
      ledger.append({ process: name, what: code === 0 ? 'exited' : 'killed' })
      await raise()
    }

    async function closeWorker(name: string, actor: Actor, { againMs }: StopPlan): Promise<void> {
      ledger.append({ process: name, what: 'told to close' })
      actor.signal('SIGTERM')
      const endedSoon = within(againMs ?? patienceMs, actor.ended)
      if ((await endedSoon) !== undefined) return
      if (againMs === undefined) {
        ledger.append({ process: name, what: 'hung' })
        actor.kill()
      } else actor.signal('SIGTERM')
    }

    async function killRedis(): Promise<void> {
      await redis.kill()
      ledger.append({ process: 'redis', what: 'killed' })
      await sleep(awayMs)
      await redis.restart()
    }

    await Promise.all([raise(plan.otherWorker), ...Array.from({ length: size - 1 }, () => raise())])
    return {
      queue,
      async strike({ whom, stop }: KillPlan) {
        if (whom === 'worker' || whom === 'both') await endWorker(stop)
        if (whom === 'redis') await killRedis()
      },
      async forge(what) {
        const client = new Redis(redis.url, { lazyConnect: true })
        // Redis may be away.
        client.on('error', () => {})
        await within(
          patienceMs,
          forge(what, client, queue.redisUrl, queue.name).catch(() => {}),
        )
        client.disconnect()
      },
      async clear() {
        for (const { actor } of workers) actor.kill()
        await Promise.all(workers.map(({ actor }) => actor.ended))
      },
    }
  }
}
