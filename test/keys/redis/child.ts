// A process that takes keys: `node child.ts <JSON of a task>`. It says what happens by messages to its parent.
import { appendFileSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { redisKeys } from '../../../src/redis.ts'
import type { KeyLease } from '../../../src/keys/shared-keys.ts'

/** What a child is to do. */
export interface Task {
  readonly url: string
  readonly prefix: string
  readonly ttlMs: number
  readonly ledger: string
  readonly does: keyof typeof deeds
  readonly rounds?: number
  readonly blockMs?: number
}

const task = JSON.parse(process.argv[2] ?? '') as Task
const { url: connection, prefix, ttlMs, ledger } = task
const keys = redisKeys({ connection, prefix, ttlMs })
const note = (...words: (string | number)[]): void => appendFileSync(ledger, `${words.join(' ')}\n`)
const say = (message: object): void => void process.send?.(message)

const acquire = (key = 'file/ledger'): Promise<KeyLease> =>
  keys.acquire({
    reads: [],
    writes: [key],
    owner: `process ${process.pid}`,
    signal: new AbortController().signal,
  })

const deeds = {
  /** Notes where it begins and ends, again and again. */
  async rounds() {
    await (await acquire()).release()
    say({ ready: true })
    await once(process, 'message')
    for (let round = 0; round < (task.rounds ?? 1); round += 1) {
      const lease = await acquire()
      note('begin', process.pid, lease.token)
      if (round % 4 === 0) await sleep(1)
      note('end', process.pid, lease.token)
      await lease.release()
    }
    await keys.close()
  },
  /** Holds for ever. */
  async hold() {
    const { token } = await acquire()
    say({ token })
    await sleep(1_000_000)
  },
  /** Notes as long as it believes that it holds, and says when it does not any more. */
  async believe() {
    const lease = await acquire()
    say({ token: lease.token })
    while (!lease.lost.aborted) {
      note('believes', lease.token)
      await sleep(5)
    }
    say({ lost: (lease.lost.reason as Error).message })
    await lease.release()
    await keys.close()
  },
  /** Blocks its event loop, and says what it then knows. */
  async block() {
    const lease = await acquire()
    say({ token: lease.token })
    await sleep(50)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, task.blockMs ?? 1_000)
    let heard = false
    lease.lost.addEventListener('abort', () => {
      heard = true
    })
    await sleep(ttlMs / 10)
    note('after', lease.token)
    await lease.release()
    say({ lost: heard || lease.lost.aborted })
    await keys.close()
  },
  /** Asks for the key, and stands still before it can hear the answer. */
  async askAndBlock() {
    await (await acquire('another')).release()
    const asked = acquire()
    // The request is written by now, and nothing is read.
    for (let step = 0; step < 100; step += 1) await undefined
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, task.blockMs ?? 1_000)
    say({ token: (await asked).token })
  },
  /** Takes a key, gives it back, and leaves everything open. */
  async leave() {
    const lease = await acquire()
    await lease.release()
    process.disconnect()
  },
}

await deeds[task.does]()
if (process.connected) process.disconnect()
