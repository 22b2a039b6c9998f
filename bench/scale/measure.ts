// Measures what bench/scale/figures.ts keeps: `node bench/scale/measure.ts`. Needs redis-server; takes half a minute.
import { Redis } from 'ioredis'
import { createEngine, tool } from '../../src/index.ts'
import { bullmq } from '../../src/bullmq.ts'
import { redisKeys } from '../../src/redis.ts'
import { startRedis } from '../../test/place/queue/redis.ts'
import { nap } from '../lib.ts'
import { endWorkers, startWorkers } from '../queue/workers.ts'

const redis = await startRedis(['--appendonly', 'yes'])
const client = new Redis(redis.url)

/** What Redis has used so far: processor time of its main thread, and bytes of its network and memory. */
interface Used {
  readonly us: number
  readonly bytes: number
  readonly memory: number
}

async function used(): Promise<Used> {
  const info = await client.info()
  const read = (name: string): number =>
    Number(info.match(new RegExp(`^${name}:([\\d.]+)`, 'm'))?.[1])
  return {
    us: (read('used_cpu_user_main_thread') + read('used_cpu_sys_main_thread')) * 1e6,
    bytes: read('total_net_input_bytes') + read('total_net_output_bytes'),
    memory: read('used_memory'),
  }
}

async function usedBy(run: () => Promise<unknown>): Promise<Used & { readonly seconds: number }> {
  const [before, began] = [await used(), performance.now()]
  await run()
  const [after, ended] = [await used(), performance.now()]
  return {
    us: after.us - before.us,
    bytes: after.bytes - before.bytes,
    memory: after.memory - before.memory,
    seconds: (ended - began) / 1_000,
  }
}

function print(what: string, figure: number, unit: string): void {
  console.log(`${figure.toFixed(1).padStart(10)} ${unit.padEnd(6)} ${what}`)
}

/** Some at a time, until so many are done. */
async function lanes(width: number, count: number, run: () => Promise<unknown>): Promise<void> {
  let left = count
  const lane = async (): Promise<void> => {
    while ((left -= 1) >= 0) await run()
  }
  await Promise.all(Array.from({ length: width }, lane))
}

const count = 4_000
const remote = (name: string) =>
  tool({ name, reads: [], runsIn: 'queue', execute: () => undefined }) as never

async function calls(): Promise<void> {
  const queue = bullmq({ connection: redis.url, queue: 'calls' })
  const engine = createEngine({ tools: [remote('no_op')], queue })
  const workers = await startWorkers(2, 'fanfold', redis.url, 'calls')
  const one = () => engine.execute([{ id: 'c', name: 'no_op', input: { id: 1 } }])
  await lanes(8, 500, one)
  const cpu = process.cpuUsage()
  const busy = await usedBy(() => lanes(8, count, one))
  const { user, system } = process.cpuUsage(cpu)
  print('of Redis, a call', busy.us / count, 'us')
  print('of the engine, a call', (user + system) / count, 'us')
  print('through Redis, a call', busy.bytes / count, 'bytes')
  print('done while measured', count / busy.seconds, 'calls/s')
  await queue.close()
  await endWorkers(workers)
}

/** What workers cost that wait, and calls that run. */
async function waiting(): Promise<void> {
  const [idle, held, seconds] = [8, 100, 6]
  const nobody = (await usedBy(() => nap(seconds * 1_000))).us
  const workers = await startWorkers(idle, 'fanfold', redis.url, 'waiting')
  const idling = (await usedBy(() => nap(seconds * 1_000))).us
  print('of Redis, an idle worker and second', (idling - nobody) / idle / seconds, 'us')
  const queue = bullmq({ connection: redis.url, queue: 'waiting', graceMs: 0 })
  const engine = createEngine({ tools: [remote('wait')], queue, concurrency: held })
  const turn = engine.turn()
  for (let call = 0; call < held; call += 1) turn.add({ id: `c${call}`, name: 'wait', input: {} })
  turn.commit()
  await nap(1_000)
  const holding = (await usedBy(() => nap(seconds * 1_000))).us
  print('of Redis, a running call and second', (holding - idling) / held / seconds, 'us')
  turn.cancel()
  await turn.report
  await queue.close()
  await endWorkers(workers)
}

async function line(): Promise<void> {
  const queue = bullmq({ connection: redis.url, queue: 'line', graceMs: 0 })
  const engine = createEngine({ tools: [remote('no_op')], queue, concurrency: count })
  const turn = engine.turn()
  const grown = await usedBy(async () => {
    const input = { note: 'x'.repeat(200) }
    for (let call = 0; call < count; call += 1) turn.add({ id: `c${call}`, name: 'no_op', input })
    turn.commit()
    await nap(2_000)
  })
  print(
    'of the memory of Redis, a call in line with 200 bytes of input',
    grown.memory / count,
    'bytes',
  )
  turn.cancel()
  await turn.report
  await queue.close()
}

async function keys(): Promise<void> {
  const shared = redisKeys({ connection: redis.url })
  const { signal } = new AbortController()
  let next = 0
  const one = async (): Promise<void> => {
    const writes = [`customer/${(next += 1)}`]
    await (await shared.acquire({ reads: [], writes, owner: 'measure', signal })).release()
  }
  await lanes(8, 500, one)
  const busy = await usedBy(() => lanes(8, count, one))
  print('of Redis, a lease of one shared key taken and given back', busy.us / count, 'us')
  await shared.close()
}

for (const measure of [calls, waiting, line, keys]) await measure()
client.disconnect()
await redis.stop()
