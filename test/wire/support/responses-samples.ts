import * as fc from 'fast-check'
import { namedEvents } from './event-stream.ts'
import {
  added,
  answer,
  callEvents,
  created,
  done,
  ended,
  functionCall,
  reasoning,
  textEvents,
} from './responses-events.ts'
import { cut, parts, type Sample } from './samples.ts'

/** Also as other servers send them: without the list of items at the end, or with one index for all. */
export const responsesStreams: fc.Arbitrary<Sample> = fc
  .tuple(parts, fc.boolean(), fc.boolean())
  .map(([list, listed, counted]) => {
    const calls: [string, unknown][] = []
    const output: object[] = []
    const events: object[] = [created]
    for (const [place, part] of list.entries()) {
      const index = counted ? output.length : 0
      if (part.text === undefined) {
        const text = JSON.stringify(part.input)
        const item = functionCall(String(place), part.name, text)
        events.push(...callEvents(index, item, ...cut(text, part.size)))
        output.push(item)
        calls.push([part.name, part.input])
        continue
      }
      const thought = reasoning(String(place), part.text)
      events.push(added(index, { ...thought, encrypted_content: '' }), done(index, thought))
      const item = answer(String(place), part.text)
      const pieces = cut(part.text, part.size)
      events.push(...textEvents(counted ? index + 1 : 0, item, ...pieces))
      output.push(thought, item)
    }
    events.push(ended(listed ? output : []))
    const says = (event: unknown): boolean =>
      (event as { type: string }).type === 'response.completed'
    return { events, text: namedEvents(events as { type: string }[]), calls, says }
  })
