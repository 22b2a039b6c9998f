import { join } from 'node:path'
import { createWorker } from '../../../src/bullmq.ts'
import { Ledger } from '../ledger.ts'
import type { WorkerPart } from '../part.ts'
import { secondSignalCode } from '../stopping.ts'
import { makeTools } from '../tools.ts'

/** So soon a dead worker's calls count as lost. */
const lockMs = 1_000

/** Works until it is killed or told to close. */
export async function work({ process: name, folder, queue, graceMs }: WorkerPart): Promise<void> {
  const ledger = new Ledger(join(folder, 'ledger'))
  const tools = makeTools({ process: name, ledger, runsIn: 'queue' })
  const onError = (): void => {}
  const { redisUrl: connection, name: of } = queue
  const worker = await createWorker({ connection, queue: of, tools, lockMs, onError })
  let isClosing = false
  process.on('SIGTERM', () => {
    if (isClosing) process.exit(secondSignalCode)
    isClosing = true
    void worker.close({ graceMs }).then(() => process.exit(0))
  })
  process.send?.('begun')
}
