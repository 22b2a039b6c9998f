import { createWorker } from '../../bullmq.ts'
import { oneLine, visible } from '../../util/term/visible.ts'
import { redact } from '../../util/redact.ts'
import { shownAddress } from '../../util/shown-address.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { watchInterrupts } from '../interrupt.ts'
import { endInOrder } from '../lost-output.ts'
import { loadTools } from '../run/load-tools.ts'

/** The options of `fanfold worker`, as commander hands them over. */
export interface WorkerCommandOptions {
  readonly tools: string
  readonly redis: string
  readonly queue?: string
  readonly prefix?: string
  readonly concurrency?: number
  readonly lock?: number
  readonly grace?: number
}

/** Runs a worker until a signal ends it. */
export async function work(options: WorkerCommandOptions): Promise<ExitCode> {
  endInOrder()
  const { redis, queue = 'fanfold', prefix, concurrency, lock, grace } = options
  const { tools } = await loadTools(options.tools, process.cwd())
  const ending = untilSignalled()
  const making = createWorker({
    connection: redis,
    queue,
    prefix,
    concurrency,
    lockMs: lock,
    tools,
    onError: (error) => say(redact(error.message)),
  })
  const worker = await Promise.race([making, ending])
  if (worker === undefined) {
    // One that comes about all the same takes no call into its end.
    making.then((late) => late.close({ graceMs: 0 })).catch(() => {})
    return exitCode.answered
  }
  const listed = (names: readonly string[]): string => names.map(visible).join(', ')
  const others = tools.map(({ name }) => name).filter((name) => !worker.tools.includes(name))
  say(`takes calls from the queue "${queue}" at ${shownAddress(redis)}: ${listed(worker.tools)}`)
  if (others.length > 0)
    say(`does not run ${listed(others)}: only tools with \`runsIn: 'queue'\` are run for engines`)
  await ending
  if (worker.running > 0) say(`ends; ${worker.running} of its calls are still running`)
  await worker.close({ graceMs: grace })
  return exitCode.answered
}

/** Resolves at the first SIGTERM or SIGINT; the next one ends the process. */
function untilSignalled(): Promise<undefined> {
  return new Promise((resolve) => void watchInterrupts(() => resolve(undefined)))
}

function say(text: string): void {
  process.stderr.write(`fanfold worker: ${oneLine(text)}\n`)
}
