import * as fc from 'fast-check'
import { call, finish, start, text, toolCall } from './ai-sdk-parts.ts'
import { dataEvents } from './event-stream.ts'
import { cut, parts, type Sample } from './samples.ts'

/** Calls with a preview of their input, or without. */
export const aiSdkStreams: fc.Arbitrary<Sample> = fc
  .tuple(parts, fc.boolean())
  .map(([list, previewed]) => {
    const calls: [string, unknown][] = []
    const events: unknown[] = [...start]
    for (const [index, part] of list.entries()) {
      const id = `part_${index}`
      if (part.text !== undefined) events.push(...text(id, ...cut(part.text, part.size)))
      else {
        const json = JSON.stringify(part.input)
        if (previewed) events.push(...toolCall(id, part.name, ...cut(json, part.size)))
        else events.push(call(id, part.name, json))
        calls.push([part.name, part.input])
      }
    }
    events.push(finish(calls.length === 0 ? 'stop' : 'tool-calls', 'raw'))
    const says = (event: unknown): boolean => (event as { type: string }).type === 'finish'
    return { events, text: dataEvents(events), calls, says }
  })
