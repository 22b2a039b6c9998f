import * as fc from 'fast-check'
import { close, delta, open, start, stop, text } from './bedrock-events.ts'
import { cut, parts, type Sample } from './samples.ts'

/** As JSON lines; the binary frames are tested by themselves. */
export const bedrockStreams: fc.Arbitrary<Sample> = parts.map((list) => {
  const calls: [string, unknown][] = []
  const events: unknown[] = [start]
  for (const [index, part] of list.entries()) {
    if (part.text === undefined) {
      calls.push([part.name, part.input])
      events.push(open(index, { toolUse: { toolUseId: `tooluse_${index}`, name: part.name } }))
      for (const input of cut(JSON.stringify(part.input), part.size))
        events.push(delta(index, { toolUse: { input } }))
      events.push(close(index))
    } else events.push(...text(index, ...cut(part.text, part.size)))
  }
  events.push(...stop(calls.length === 0 ? 'end_turn' : 'tool_use'))
  const says = (event: unknown): boolean => 'messageStop' in (event as object)
  return { events, text: linesOf(events), calls, says }
})

/** One JSON value a line. */
export function linesOf(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}
