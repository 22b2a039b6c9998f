import type { Place } from './place.ts'

/** In this process, on this event loop. */
export const inline: Place = {
  name: 'inline',
  run: (tool, input, context) => tool.execute(input as never, context),
}
