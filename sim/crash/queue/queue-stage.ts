import { setTimeout as sleep } from 'node:timers/promises'
import type { TestRedis } from '../../../test/place/queue/redis.ts'
import { within, type Actor, type Nursery } from '../nursery.ts'
import type { SetStage } from '../stage.ts'

/** How many workers a round has. */
const size = 2
const patienceMs = 20_000
/** How long Redis is away. */
const awayMs = 150

/** Makes rounds with workers, on a Redis that all rounds of one lane have in turn. */
export function queueStages(redis: TestRedis, nursery: Nursery): SetStage {
  let rounds = 0
  return async (folder, ledger) => {
    rounds += 1
    const queue = { redisUrl: redis.url, name: `crash${rounds}` }
    const workers: { readonly name: string; readonly actor: Actor }[] = []
    let raised = 0

    async function raise(): Promise<void> {
      raised += 1
      const name = `w${raised}`
      const actor = await nursery.take({ process: name, folder, queue })
      workers.push({ name, actor })
      await within(patienceMs, actor.begun)
    }

    async function killWorker(): Promise<void> {
      // The older one: what it has in hand is more.
      const { name, actor } = workers.shift() as (typeof workers)[number]
      actor.kill()
      await actor.ended
      ledger.append({ process: name, what: 'killed' })
      await raise()
    }

    async function killRedis(): Promise<void> {
      await redis.kill()
      ledger.append({ process: 'redis', what: 'killed' })
      await sleep(awayMs)
      await redis.restart()
    }

    await Promise.all(Array.from({ length: size }, raise))
    return {
      queue,
      async strike(whom) {
        if (whom === 'worker' || whom === 'both') await killWorker()
        if (whom === 'redis') await killRedis()
      },
      async clear() {
        for (const { actor } of workers) actor.kill()
        await Promise.all(workers.map(({ actor }) => actor.ended))
      },
    }
  }
}
