import * as fc from 'fast-check'
import { start, stop, text, toolCall } from './cohere-events.ts'
import { namedEvents } from './event-stream.ts'
import { cut, parts, type Sample } from './samples.ts'

/** Calls numbered, or all with the index 0. */
export const cohereStreams: fc.Arbitrary<Sample> = fc
  .tuple(parts, fc.boolean())
  .map(([list, zero]) => {
    const calls: [string, unknown][] = []
    const events = [start]
    for (const [index, part] of list.entries()) {
      if (part.text === undefined) {
        const json = cut(JSON.stringify(part.input), part.size)
        events.push(...toolCall(zero ? 0 : calls.length, `call_${index}`, part.name, ...json))
        calls.push([part.name, part.input])
      } else events.push(...text(index, ...cut(part.text, part.size)))
    }
    events.push(stop(calls.length === 0 ? 'COMPLETE' : 'TOOL_CALL'))
    const says = (event: unknown): boolean => (event as { type: string }).type === 'message-end'
    return { events, text: namedEvents(events), calls, says }
  })
