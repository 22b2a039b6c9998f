import { Queue, QueueEvents } from 'bullmq'
import { Redis } from 'ioredis'
import { bullmq } from '../../src/bullmq.ts'
import { noOp } from './no-op.ts'

/** Sends some no-op calls at one time, and waits for all of their answers. */
export interface Sender {
  send(calls: number): Promise<unknown>
  close(): Promise<void>
}

export function fanfoldSender(url: string, queue: string): Sender {
  const place = bullmq({ connection: url, queue })
  const { signal } = new AbortController()
  const context = {
    signal,
    callId: 'c',
    turnId: 't',
    attempt: 1,
    idempotencyKey: 'k',
    context: undefined,
    progress: () => {},
  }
  return {
    send: (calls) =>
      Promise.all(Array.from({ length: calls }, () => place.run(noOp, { id: 1 }, context))),
    close: () => place.close(),
  }
}

/** What one would write by hand: jobs added in bulk, and the events of the queue to know when they are done. */
export async function bareSender(url: string, name: string): Promise<Sender> {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  const queue = new Queue(name, { connection })
  const reader = new Redis(url, { maxRetriesPerRequest: null })
  const events = new QueueEvents(name, { connection: reader })
  await events.waitUntilReady()
  const waiting = new Map<string, () => void>()
  events.on('completed', ({ jobId }) => {
    waiting.get(jobId)?.()
    waiting.delete(jobId)
  })
  let count = 0
  return {
    send: async (calls) => {
      const opts = { removeOnComplete: true, removeOnFail: true }
      const jobs = Array.from({ length: calls }, () => ({
        name: 'no_op',
        data: { id: 1 },
        opts: { ...opts, jobId: `job-${(count += 1)}` },
      }))
      const done = jobs.map(
        ({ opts: { jobId } }) => new Promise<void>((go) => waiting.set(jobId, go)),
      )
      await queue.addBulk(jobs)
      await Promise.all(done)
    },
    close: async () => {
      await events.close()
      await queue.close()
      connection.disconnect()
      reader.disconnect()
    },
  }
}
