import type { Executor } from './executor.ts'

/** In this process, on this event loop. */
export const inline: Executor = {
  name: 'inline',
  run: (tool, input, context) => tool.execute(input as never, context),
}
