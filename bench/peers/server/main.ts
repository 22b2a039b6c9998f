// The scripted model in a process of its own, so that its work is not on the event loop that is measured.
import { createModelServer, type ModelServer } from '../../../src/testing/index.ts'
import type { Order, Reply } from './protocol.ts'

let server: ModelServer | undefined

function reply(message: Reply): void {
  process.send?.(message)
}

async function obey(order: Order): Promise<void> {
  if (order.type === 'start') {
    server = await createModelServer({ ...order.options, strict: true })
    reply({ type: 'started', url: server.url })
  } else {
    reply({ type: 'requests', requests: server?.requests ?? [] })
  }
}

process.on('message', (order: Order) => {
  obey(order).catch((error: Error) => reply({ type: 'failed', error: error.message }))
})
process.on('disconnect', () => process.exit())
reply({ type: 'ready' })
