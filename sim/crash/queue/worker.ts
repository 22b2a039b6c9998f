// A worker of a round: waits to be told where its queue is, and works until it is killed.
import { join } from 'node:path'
import { createWorker } from '../../../src/bullmq.ts'
import { Ledger } from '../ledger.ts'
import type { WorkerPart } from '../part.ts'
import { makeTools } from '../tools.ts'

/** So soon a dead worker's calls count as lost. */
const lockMs = 1_000

async function work({ process: name, folder, queue }: WorkerPart): Promise<void> {
  const ledger = new Ledger(join(folder, 'ledger'))
  const tools = makeTools({ process: name, ledger, runsIn: 'queue' })
  const onError = (): void => {}
  await createWorker({ connection: queue.redisUrl, queue: queue.name, tools, lockMs, onError })
  process.send?.('begun')
}

process.on('disconnect', () => process.exit(1))
process.once('message', (part: WorkerPart) => {
  work(part).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
process.send?.('ready')
