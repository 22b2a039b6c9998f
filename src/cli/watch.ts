import type { Run, RunEvent, RunResult } from '../agent/contract.ts'
import type { ToolResult } from '../call/report/result.ts'
import { exitCode } from './exit-code.ts'
import { watchInterrupts } from './interrupt.ts'
import type { View } from './view/view.ts'

export interface Watched<Message> {
  readonly result: RunResult<Message>
  readonly interrupted: boolean
  /** What the last message's end meant, as a sentence. */
  readonly lastStop: string
  /** The results of the last turn, as far as they have come. */
  readonly lastResults: readonly ToolResult[]
}

/**
 * Shows a run until it ends. The first Ctrl-C cancels it, so that every call gets its result; the second one kills
 * the process at once.
 *
 * @throws what the run rejects with.
 */
export async function watch<Message>(
  run: Run<Message>,
  view: View,
  onEvent: (event: RunEvent) => void = () => {},
): Promise<Watched<Message>> {
  const interrupts = watchInterrupts({
    cancel: () => {
      view.note('Cancelling. Press Ctrl-C again to quit at once.')
      run.cancel('Interrupted by the user.')
    },
    quit: () => process.exit(exitCode.interrupted),
  })
  let lastStop = ''
  let lastResults: ToolResult[] = []
  try {
    for await (const event of run) {
      view.event(event)
      onEvent(event)
      if (event.type === 'request') lastResults = []
      if (event.type === 'message') lastStop = event.stop.message
      if (event.type === 'turn' && event.event.type === 'call.settled')
        lastResults.push(event.event.result)
    }
    const result = await run.result
    return { result, interrupted: interrupts.happened, lastStop, lastResults }
  } finally {
    interrupts.stop()
    view.end()
  }
}
