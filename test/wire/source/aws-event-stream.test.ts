import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventStreamCodec } from '@smithy/eventstream-codec'
import * as fc from 'fast-check'
import { awsFrame } from '../../../src/testing/model-server/bedrock/frame.ts'
import { bedrockCodec } from '../../../src/wire/bedrock/codec.ts'
import { awsFramer } from '../../../src/wire/source/aws-event-stream.ts'
import type { Found } from '../../../src/wire/source/framer.ts'
import { readSource } from '../../../src/wire/source/read-source.ts'
import { start, stop, text, toolUse } from '../support/bedrock-events.ts'
import { bedrockStreams } from '../support/bedrock-samples.ts'
import { decode, eventsOf, readAny } from '../support/decode.ts'
import { pieces, streamOf } from '../support/event-stream.ts'
import { cases } from '../../support/cases.ts'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (written) => Buffer.from(written, 'utf8'),
)

function headers(kind: string, name: string): Record<string, string> {
  return { [`:${kind}-type`]: name, ':content-type': 'application/json', ':message-type': kind }
}

/** Events as Bedrock sends them. */
function framed(events: readonly unknown[]): Uint8Array {
  return Buffer.concat(
    events.flatMap((event) =>
      Object.entries(event as Record<string, Record<string, unknown>>).map(([name, body]) =>
        awsFrame(headers(name.endsWith('Exception') ? 'exception' : 'event', name), body),
      ),
    ),
  )
}

const golden = [
  start,
  ...text(0, 'naïve 😀'),
  ...toolUse(1, 'a', 'f', '{"n":1}'),
  ...stop('tool_use'),
]

test('a frame is what the library makes of the same event', () => {
  const body = { contentBlockIndex: 0, delta: { text: 'naïve 😀' } }
  const frame = awsFrame(headers('event', 'contentBlockDelta'), body)
  const encoded = codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers('event', 'contentBlockDelta')).map(([name, value]) => [
        name,
        { type: 'string' as const, value },
      ]),
    ),
    body: Buffer.from(JSON.stringify(body)),
  })
  assert.deepEqual(Buffer.from(frame), Buffer.from(encoded))
})

test('frames become events, from a response, a stream of bytes, or bytes', async () => {
  const bytes = framed(golden)
  const type = { 'content-type': 'application/vnd.amazon.eventstream' }
  for (const source of [
    new Response(bytes as Uint8Array<ArrayBuffer>, { headers: type }),
    new Response(bytes as Uint8Array<ArrayBuffer>),
    streamOf([bytes]),
    bytes,
    new Uint8Array(bytes).buffer,
  ])
    assert.deepEqual(await eventsOf(source), golden)
})

test('frames split anywhere read the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      bedrockStreams,
      fc.array(fc.nat(), { maxLength: 20 }),
      async (sample, cuts) => {
        const bytes = framed(sample.events)
        const at = cuts.map((cut) => cut % bytes.length).filter((cut) => cut > 0)
        const split = await readAny(bedrockCodec, streamOf(pieces(bytes, at)))
        assert.deepEqual(split, decode(bedrockCodec, sample.events).reading)
      },
    ),
    { numRuns: cases(100) },
  )
  const bytes = framed(golden)
  const oneByOne = streamOf(pieces(bytes, [...bytes.keys()].slice(1)))
  assert.deepEqual(await eventsOf(oneByOne), golden)
})

test('frames that end anywhere before the end of the message are broken', async () => {
  const [whole, last] = [framed(golden.slice(0, -1)), golden.at(-1)]
  assert.ok(last !== undefined)
  for (let length = 1; length < whole.length; length += 1) {
    const { stop: end } = await readAny(bedrockCodec, whole.subarray(0, length))
    assert.equal(end.kind, 'broken', `after ${length} bytes`)
  }
  assert.equal((await readAny(bedrockCodec, whole)).stop.kind, 'calls')
  await assert.rejects(eventsOf(whole.subarray(0, -3)), /a whole event, got the start of one/)
})

test('a spoilt byte anywhere breaks the stream from there on, for frames have checksums', async () => {
  const bytes = framed(golden)
  for (let at = 1; at < bytes.length; at += 1) {
    const spoilt = new Uint8Array(bytes)
    spoilt[at] = (spoilt[at] as number) ^ 0x10
    const reading = await readAny(bedrockCodec, spoilt)
    // What comes after the end of the message are counts only.
    if (reading.stop.kind === 'calls') assert.ok(at >= framed(golden.slice(0, -1)).length)
    else assert.equal(reading.stop.kind, 'broken')
  }
})

test('exceptions and errors are events that break the message', async () => {
  const exception = framed([start, { throttlingException: { message: 'Slow down' } }])
  assert.match((await readAny(bedrockCodec, exception)).stop.message, /Slow down/)
  const error = awsFrame(
    { ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'Oh.' },
    {},
  )
  const bytes = Buffer.concat([framed([start]), error])
  assert.match((await readAny(bedrockCodec, bytes)).stop.message, /Oh\. \(InternalFailure\)/)
})

test('the events inside InvokeModelWithResponseStream are those of the model', async () => {
  const event = { type: 'message_stop' }
  const inner = Buffer.from(JSON.stringify(event)).toString('base64')
  const bytes = awsFrame(headers('event', 'chunk'), { bytes: inner, p: 'abc' })
  assert.deepEqual(await eventsOf(bytes), [event])
})

test('a frame longer than the limit is refused before it is held', () => {
  const found: Found = { events: [], ended: false }
  const framer = awsFramer(found, (frame) => codec.decode(frame), 1_000)
  framer.feed(new Uint8Array([0, 1, 0, 0]))
  assert.match(found.fault?.message ?? '', /at most 1000 bytes/)
})

test('a message in many small pieces is put together once', () => {
  const found: Found = { events: [], ended: false }
  const framer = awsFramer(found, (frame) => codec.decode(frame))
  const bytes = framed([{ contentBlockDelta: { delta: { text: 'x'.repeat(5_000_000) } } }])
  const began = process.cpuUsage()
  for (let at = 0; at < bytes.length; at += 100) framer.feed(bytes.subarray(at, at + 100))
  framer.end()
  assert.equal(found.events.length, 1)
  const spentMs = process.cpuUsage(began).user / 1_000
  assert.ok(spentMs < 2_000, `${spentMs} ms`)
})

test('JSON with an error, where frames were promised, is read as such', async () => {
  const headersOf = { 'content-type': 'application/vnd.amazon.eventstream' }
  const opened = await readSource(new Response('{"message":"No."}', { headers: headersOf }))
  assert.deepEqual(opened, { kind: 'whole', response: { message: 'No.' } })
})
