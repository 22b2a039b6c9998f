// One process of a round: waits to be told its part, and plays it until it is done, stopped or killed.
import { flushCompileCache } from 'node:module'
import type { Part } from './part.ts'
import { play } from './play.ts'
import { Stopping } from './stopping.ts'
import { visit } from './visit.ts'

const stopping = new Stopping()
process.on('SIGTERM', () => stopping.signal())
process.on('disconnect', () => process.exit(1))
process.once('message', (part: Part) => {
  const played = part.visits ? visit(part.folder, part.process) : play(part, stopping)
  played.then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
// Most processes are killed, and would leave nothing for the next ones.
flushCompileCache()
process.send?.('ready')
