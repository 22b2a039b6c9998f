import type { Run, RunEvent, RunResult } from '../agent/contract.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { ExitCode } from './exit-code.ts'
import { watchInterrupts } from './interrupt.ts'
import type { View } from './progress/view.ts'

export interface Watched<Message> {
  readonly result: RunResult<Message>
  readonly runId: string
  /** How the process ends, if it was told to. */
  readonly interrupted: ExitCode | undefined
  /** What the last message's end meant, as a sentence. */
  readonly lastStop: string
  /** The results of the last turn, as far as they have come. */
  readonly lastResults: readonly ToolResult[]
}

export interface WatchOptions {
  readonly onEvent?: (event: RunEvent) => void
  /** It is kept, and can go on later. */
  readonly isKept?: boolean
}

/**
 * Shows a run until it ends. The first Ctrl-C, or SIGTERM, suspends it if it is kept, and else cancels it, so that every call
 * gets its result; the second one kills the process at once.
 *
 * @throws what the run rejects with.
 */
export async function watch<Message>(
  run: Run<Message>,
  view: View,
  { onEvent, isKept = false }: WatchOptions = {},
): Promise<Watched<Message>> {
  const interrupts = watchInterrupts(() => {
    const what = isKept ? 'Stopping here; what runs may finish for ten seconds.' : 'Cancelling.'
    view.note(`${what} Press Ctrl-C again to quit at once.`)
    if (isKept) run.suspend()
    else run.cancel('Interrupted by the user.')
  })
  let lastStop = ''
  let lastResults: ToolResult[] = []
  try {
    for await (const event of run) {
      view.event(event)
      onEvent?.(event)
      if (event.type === 'request') lastResults = []
      if (event.type === 'message') lastStop = event.stop.message
      if (event.type === 'turn' && event.event.type === 'call.settled')
        lastResults.push(event.event.result)
    }
    const result = await run.result
    return { runId: run.id, result, interrupted: interrupts.exitCode, lastStop, lastResults }
  } finally {
    interrupts.stop()
    view.end()
  }
}
