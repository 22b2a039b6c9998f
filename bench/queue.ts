import { noRedis, startRedis } from '../test/place/queue/redis.ts'
import { median, nap, timed, type Bench, type Line } from './lib.ts'
import { bullmq } from '../src/bullmq.ts'
import { wait } from './queue/no-op.ts'
import { bareSender, fanfoldSender } from './queue/senders.ts'
import { endWorkers, startWorkers } from './queue/workers.ts'

/** The most that a queue may cost beside BullMQ by itself. */
const bound = 1.3
const rounds = 60

/** Needs redis-server. */
export const queue: Bench = {
  name: 'The queue, beside BullMQ by itself',
  method: `no-op calls over two worker processes on a Redis of this machine (AOF everysec), p50 of ${rounds} rounds in turns`,
  run: async () => {
    if (noRedis !== undefined) {
      console.log(`  left out: ${noRedis}`)
      return []
    }
    const redis = await startRedis(['--appendonly', 'yes'])
    try {
      return [
        ...(await latency(redis.url)),
        ...(await throughput(redis.url)),
        await recovery(redis.url),
      ]
    } finally {
      await redis.stop()
    }
  },
}

async function latency(url: string): Promise<Line[]> {
  const workers = [
    ...(await startWorkers(2, 'fanfold', url, 'ours')),
    ...(await startWorkers(2, 'bare', url, 'bare')),
  ]
  const ours = fanfoldSender(url, 'ours')
  const bare = await bareSender(url, 'bare')
  const lines: Line[] = []
  for (const calls of [1, 10, 100]) {
    const took = { ours: [] as number[], bare: [] as number[] }
    for (let round = -20; round < rounds; round += 1) {
      const oursMs = await timed(() => ours.send(calls))
      const bareMs = await timed(() => bare.send(calls))
      if (round < 0) continue
      took.ours.push(oursMs)
      took.bare.push(bareMs)
    }
    const [oursMs, bareMs] = [median(took.ours), median(took.bare)]
    const what = `${calls} calls: ${oursMs.toFixed(1)} ms, BullMQ by itself ${bareMs.toFixed(1)} ms`
    lines.push({ what, measured: oursMs / bareMs, bound, unit: 'x' })
  }
  await Promise.all([ours.close(), bare.close()])
  await endWorkers(workers)
  return lines
}

/** How it grows with workers; a statement without a bound, for it is the machine's processors that bound it. */
async function throughput(url: string): Promise<Line[]> {
  const lines: Line[] = []
  for (const count of [1, 2, 4]) {
    const name = `grow-${count}`
    const workers = await startWorkers(count, 'fanfold', url, name)
    const sender = fanfoldSender(url, name)
    await sender.send(500)
    const calls = 2_000
    const perSecond = (calls / (await timed(() => sender.send(calls)))) * 1_000
    const what = `microseconds a call with ${count} workers, ${calls} at one time: ${perSecond.toFixed(0)} calls/s`
    lines.push({ what, measured: 1e6 / perSecond, bound: Infinity, unit: 'us' })
    await sender.close()
    await endWorkers(workers)
  }
  return lines
}

async function recovery(url: string): Promise<Line> {
  const [worker] = await startWorkers(1, 'fanfold', url, 'mortal')
  const place = bullmq({ connection: url, queue: 'mortal' })
  const context = {
    signal: new AbortController().signal,
    callId: 'c',
    turnId: 't',
    attempt: 1,
    idempotencyKey: 'k',
    context: undefined,
    progress: () => {},
  }
  const lost = place.run(wait, {}, context).catch((error: unknown) => error)
  await nap(1_000)
  worker?.kill('SIGKILL')
  const seconds = (await timed(() => lost)) / 1_000
  await place.close()
  return {
    what: 'until a call of a killed worker is known as lost',
    measured: seconds,
    bound: 5,
    unit: 's',
  }
}
