// A worker of a round: waits to be told where its queue is, and works until it is killed or told to close.
import { flushCompileCache } from 'node:module'
import type { WorkerPart } from '../part.ts'
import { work } from './work.ts'

process.on('disconnect', () => process.exit(1))
process.once('message', (part: WorkerPart) => {
  work(part).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
// Most are killed, and would leave nothing for the next ones.
flushCompileCache()
process.send?.('ready')
