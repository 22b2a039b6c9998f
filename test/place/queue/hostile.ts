import * as fc from 'fast-check'
import { protocol } from '../../../src/place/queue/messages.ts'

const huge = 'x'.repeat(2_000_000)

/** Any JSON, and what is about the size of what it is not. */
const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, true, 0, -1, '', [], {}, huge, [[]], { __proto__: null }),
)

/** Texts that are no JSON, or JSON of anything. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '{', 'null', 'undefined', '[1', '\u0000', `"${huge}`, '['.repeat(20_000)),
  fc.string(),
  anyJson.map((value) => JSON.stringify(value)),
)

/** A record that is right, but for one field that is missing or of any kind. */
function brokenRecord(whole: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(whole)), fc.boolean(), anyJson)
    .map(([name, isMissing, value]) => {
      const { [name]: _, ...rest } = whole
      return isMissing ? rest : { ...rest, [name]: value }
    })
}

export const packed = {
  kind: 'Error',
  name: 'Error',
  message: 'no',
  stack: 'at',
  fields: { code: 'E' },
  cause: { kind: 'value', value: 1 },
}

export const task = {
  protocol,
  tool: 'work',
  schema: 's',
  input: {},
  place: 'p',
  callId: 'c',
  turnId: 't',
  attempt: 1,
  idempotencyKey: 'k',
}

export const anyError: fc.Arbitrary<unknown> = fc.oneof(
  anyJson,
  brokenRecord(packed),
  brokenRecord({ ...packed, kind: 'ToolError' }),
  brokenRecord({ ...packed, kind: 'FanfoldError', cause: packed }),
)

export const anyTask: fc.Arbitrary<unknown> = fc.oneof(anyJson, brokenRecord(task))

export const anyCancel: fc.Arbitrary<string> = fc.oneof(
  anyText,
  brokenRecord({ jobId: 'j', reason: packed }).map((value) => JSON.stringify(value)),
  anyError.map((reason) => JSON.stringify({ jobId: 'j', reason })),
)

const types = ['progress', 'returned', 'parts', 'threw', 'refused', 'newer', '', '__proto__']

/** The fields and values of a reply to a job. */
export function anyReply(jobId: string): fc.Arbitrary<string[]> {
  const json = fc.oneof(
    anyText,
    anyError.map((error) => JSON.stringify(error)),
    brokenRecord({ code: 'queue_x', message: 'no' }).map((value) => JSON.stringify(value)),
  )
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...types), json)
      .map(([type, text]) => ['job', jobId, 'type', type, 'json', text]),
    fc.constantFrom<string[]>(
      ['job', jobId],
      ['job', jobId, 'type', 'threw'],
      ['json', '1', 'job', jobId],
    ),
  )
}
