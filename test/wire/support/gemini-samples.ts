import * as fc from 'fast-check'
import { partialArgs } from '../../../src/testing/model-server/gemini/pieces.ts'
import { callPart, chunk, ended, geminiStream } from './gemini-chunks.ts'
import type { Sample } from './samples.ts'

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const keys = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constant('__proto__'))
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
/** Arguments that can be told by path: no object and no list in them is empty. */
const inputs = fc
  .dictionary(
    keys,
    fc.oneof(leaf, fc.array(leaf, { minLength: 1, maxLength: 3 }), fc.record({ 'a.b': leaf })),
    { maxKeys: 3 },
  )
  .map((input) => JSON.parse(JSON.stringify(input)) as Record<string, unknown>)
const parts = fc.array(
  fc.oneof(
    words.map((text) => ({ text })),
    words.map((text) => ({ text, thought: true })),
    fc.record({
      name: fc.constantFrom('f', 'get_customer'),
      input: inputs,
      signed: fc.boolean(),
      inPieces: fc.boolean(),
    }),
  ),
  { minLength: 1, maxLength: 5 },
)

/** With ids or without, calls whole or by path, a part a chunk or all parts in one. */
export const geminiStreams: fc.Arbitrary<Sample> = fc
  .tuple(parts, fc.boolean(), fc.boolean())
  .map(([list, withIds, together]) => {
    const calls: [string, unknown][] = []
    const wire = list.flatMap((part) => {
      if ('text' in part) return [part]
      const id = withIds ? `id${calls.length}` : undefined
      calls.push([part.name, part.input])
      const others = part.signed ? { thoughtSignature: `sig${calls.length}` } : {}
      if (!part.inPieces) return [callPart(part.name, part.input, id, others)]
      const start = { name: part.name, ...(withIds && { id }), willContinue: true }
      return [
        { functionCall: start, ...others },
        ...partialArgs(part.input).map((piece) => ({
          functionCall: { partialArgs: [piece], willContinue: true },
        })),
        { functionCall: {} },
      ]
    })
    const events = together
      ? [chunk([{ text: 'Hi' }]), ended('STOP', wire)]
      : [...wire.map((part) => chunk([part])), ended()]
    const says = (event: unknown): boolean =>
      (event as { candidates: { finishReason?: string }[] }).candidates[0]?.finishReason !==
      undefined
    return { events, text: geminiStream(events), calls, says }
  })
