// A worker process: `node worker.ts <JSON of createWorker's options but for the tools>`. SIGTERM closes it.
import { createWorker } from '../../../src/bullmq.ts'
import * as tools from './tools.ts'

const { graceMs, ...options } = JSON.parse(process.argv[2] ?? '')
const onError = (error: Error): void => console.error(`worker: ${error.message}`)
const worker = await createWorker({ ...options, tools: Object.values(tools), onError })
process.on('SIGTERM', async () => {
  process.send?.('told')
  await worker.close({ graceMs })
  process.send?.('closed')
  process.disconnect()
})
process.send?.('ready')
