import * as fc from 'fast-check'
import { linesOf } from './bedrock-samples.ts'
import { callLine, done, entry, line } from './ollama-lines.ts'
import { cut, parts, type Sample } from './samples.ts'

/** With the index 0 for every call, or none; one call a line, or several. */
export const ollamaStreams: fc.Arbitrary<Sample> = fc
  .tuple(parts, fc.boolean(), fc.boolean())
  .map(([list, indexed, together]) => {
    const calls: [string, unknown][] = []
    const events: object[] = []
    let waiting: object[] = []
    const flush = (): void => {
      if (waiting.length > 0) events.push(callLine(...waiting))
      waiting = []
    }
    for (const part of list) {
      if (part.text === undefined) {
        calls.push([part.name, part.input])
        waiting.push(entry(part.name, part.input, indexed ? 0 : undefined))
        if (!together) flush()
      } else {
        flush()
        for (const content of cut(part.text, part.size)) events.push(line({ content }))
      }
    }
    flush()
    events.push(done())
    const says = (event: unknown): boolean => (event as { done: boolean }).done
    return { events, text: linesOf(events), calls, says }
  })
