import { createWorker } from '../../bullmq.ts'
import { redact } from '../../util/redact.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { loadTools } from '../run/load-tools.ts'
import type { WorkerCommandOptions } from './options.ts'

/** Runs a worker until it is told to end. */
export async function work(options: WorkerCommandOptions): Promise<ExitCode> {
  const { redis, queue = 'fanfold', prefix, concurrency, lock, grace } = options
  const tools = await loadTools(options.tools, process.cwd())
  const ending = untilTold()
  const worker = await Promise.race([
    createWorker({
      connection: redis,
      queue,
      prefix,
      concurrency,
      lockMs: lock,
      tools,
      onError: (error) => say(redact(error.message)),
    }),
    ending,
  ])
  if (worker === undefined) return exitCode.answered
  const names = tools.map(({ name }) => name).join(', ')
  say(`takes calls from the queue "${queue}" at ${redact(redis)}: ${names}`)
  await ending
  if (worker.running > 0) say(`ends; ${worker.running} of its calls are still running`)
  await worker.close({ graceMs: grace })
  return exitCode.answered
}

/** Resolves at the first SIGTERM or SIGINT; the next one ends the process. */
function untilTold(): Promise<undefined> {
  return new Promise((resolve) => {
    let times = 0
    const onSignal = (): void => {
      times += 1
      if (times > 1) process.exit(exitCode.interrupted)
      resolve(undefined)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

function say(text: string): void {
  process.stderr.write(`fanfold worker: ${text}\n`)
}
