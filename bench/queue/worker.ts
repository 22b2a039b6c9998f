// A worker process for the benchmark of the queue: `node worker.ts <fanfold|bare> <redis url> <queue>`.
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { createWorker } from '../../src/bullmq.ts'
import { noOp, wait } from './no-op.ts'

const [kind, url = '', queue = ''] = process.argv.slice(2)
const concurrency = 50

if (kind === 'fanfold') {
  await createWorker({ connection: url, queue, tools: [noOp, wait], concurrency })
} else {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  const worker = new Worker(queue, async () => 'done', { connection, concurrency })
  await worker.waitUntilReady()
}
process.send?.('ready')
