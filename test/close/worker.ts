// A worker process for the queue of another one: `node worker.ts <URL of Redis>`.
import { createWorker } from '../../src/bullmq.ts'
import { held } from './closables.ts'

const connection = process.argv[2] ?? ''
await createWorker({ connection, tools: [held], lockMs: 60_000, onError: () => {} })
process.send?.('ready')
