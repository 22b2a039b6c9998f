import * as fc from 'fast-check'
import { close, delta, open, start, stop } from './anthropic-events.ts'
import { chunk, entry } from './chat-chunks.ts'
import { dataEvents, namedEvents } from './event-stream.ts'

/** A stream of a complete message, made at random. */
export interface Sample {
  readonly events: readonly unknown[]
  /** The same as the bytes of an event stream. */
  readonly text: string
  /** Names and inputs. */
  readonly calls: readonly (readonly [string, unknown])[]
  /** Whether an event says why the message stopped: before it, the message is not complete. */
  readonly says: (event: unknown) => boolean
}

interface Part {
  readonly text: string | undefined
  readonly name: string
  readonly input: Record<string, unknown>
  readonly size: number
}

const inputs = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.jsonValue({ maxDepth: 2 }),
  {
    maxKeys: 3,
  },
)
/** Whole numbers that a double holds only roughly are not read as numbers. */
function exact(_: string, value: unknown): unknown {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? 1 : value
}

export const parts: fc.Arbitrary<Part[]> = fc.array(
  fc.record({
    text: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), {
      nil: undefined,
    }),
    name: fc.constantFrom('f', 'get_customer'),
    input: inputs.map(
      (input) => JSON.parse(JSON.stringify(input, exact)) as Record<string, unknown>,
    ),
    size: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 5 },
)

export const anthropicStreams: fc.Arbitrary<Sample> = parts.map((list) => {
  const calls: [string, unknown][] = []
  const events = [start()]
  for (const [index, part] of list.entries()) {
    if (part.text === undefined) {
      calls.push([part.name, part.input])
      const block = { type: 'tool_use', id: `toolu_${index}`, name: part.name, input: {} }
      events.push(open(index, block))
      for (const partial_json of cut(JSON.stringify(part.input), part.size))
        events.push(delta(index, { type: 'input_json_delta', partial_json }))
    } else {
      events.push(open(index, { type: 'text', text: '' }))
      for (const text of cut(part.text, part.size))
        events.push(delta(index, { type: 'text_delta', text }))
    }
    events.push(close(index))
  }
  events.push(...stop(calls.length === 0 ? 'end_turn' : 'tool_use'))
  const says = (event: unknown): boolean => (event as { type: string }).type === 'message_delta'
  return { events, text: namedEvents(events), calls, says }
})

/** Also as compatible servers send them: without a proper index, whole or in pieces. */
export const chatStreams: fc.Arbitrary<Sample> = fc
  .tuple(parts, fc.constantFrom('counted', 'zero', 'none'), fc.boolean())
  .map(([list, indexing, named]) => {
    const calls: [string, unknown][] = []
    const events = [chunk({ role: 'assistant', content: null })]
    for (const part of list) {
      if (part.text !== undefined) {
        for (const content of cut(part.text, part.size)) events.push(chunk({ content }))
        continue
      }
      const index = indexing === 'none' ? undefined : indexing === 'zero' ? 0 : calls.length
      const [first = '', ...rest] = cut(JSON.stringify(part.input), part.size)
      const id = `call_${calls.length}`
      events.push(chunk({ tool_calls: [entry(index, id, part.name, first)] }))
      for (const json of rest)
        events.push(chunk({ tool_calls: [entry(index, named ? id : undefined, undefined, json)] }))
      calls.push([part.name, part.input])
    }
    events.push(chunk({}, calls.length === 0 ? 'stop' : 'tool_calls'))
    const says = (event: unknown): boolean =>
      (event as { choices: { finish_reason: unknown }[] }).choices[0]?.finish_reason !== null
    return { events, text: dataEvents(events), calls, says }
  })

export function cut(text: string, size: number): string[] {
  const all = Array.from(text)
  const found: string[] = []
  for (let at = 0; at < all.length; at += size) found.push(all.slice(at, at + size).join(''))
  return found
}
