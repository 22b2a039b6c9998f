import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { FanfoldError, UsageError } from '../../../src/call/errors/error.ts'
import { readSource } from '../../../src/wire/source/read-source.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { eventsOf, readAny } from '../support/decode.ts'
import { dataEvents, pieces, streamOf } from '../support/event-stream.ts'
import { cases } from '../../support/cases.ts'

const events = [{ n: 1, text: 'Grüße, 世界 🌍' }, { n: 2 }, { n: 3, nested: { a: ['\n'] } }]
const stream = dataEvents(events)
const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
const withEnd = [...events, '[DONE]']
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function* each<T>(...items: T[]): AsyncGenerator<T> {
  yield* items
}

const forms: readonly [string, () => unknown, readonly unknown[]][] = [
  ['a string of server-sent events', () => stream, withEnd],
  ['a string of JSON lines', () => lines, events],
  ['bytes', () => bytes(stream), withEnd],
  ['a ReadableStream of bytes', () => streamOf([bytes(stream)]), withEnd],
  ['a ReadableStream of JSON lines', () => streamOf([bytes(lines)]), events],
  ['a ReadableStream of strings', () => ReadableStream.from([stream]), withEnd],
  ['a Node stream', () => Readable.from([Buffer.from(stream)]), withEnd],
  ['an async iterable of strings', () => each(stream.slice(0, 20), stream.slice(20)), withEnd],
  ['an async iterable of events', () => each(...events), events],
  ['an array of events', () => events, events],
  ['a fetch Response', () => new Response(stream), withEnd],
  ['a promise of a Response', () => Promise.resolve(new Response(stream)), withEnd],
  ['a promise of an async iterable', () => Promise.resolve(each(...events)), events],
]
for (const [name, make, expected] of forms)
  test(`reads ${name}`, async () => {
    assert.deepEqual(await eventsOf(make()), expected)
  })

const whole = { id: 'm', content: [{ type: 'text', text: 'hi' }] }
const wholeForms: readonly [string, () => unknown][] = [
  ['an object', () => whole],
  ['a promise of an object', () => Promise.resolve(whole)],
  ['a JSON string', () => JSON.stringify(whole)],
  ['a JSON string on one line', () => `${JSON.stringify(whole)}\n`],
  ['a JSON string over many lines', () => JSON.stringify(whole, null, 2)],
  ['JSON after keep-alive space', () => `\n   \n\n         \n${JSON.stringify(whole)}\n`],
  ['JSON with a byte order mark', () => bytes(`\uFEFF${JSON.stringify(whole)}`)],
  [
    'a stream of bytes, one a read',
    () => streamOf(pieces(bytes(JSON.stringify(whole)), [1, 2, 3, 4])),
  ],
  ['a JSON Response', () => Response.json(whole)],
  ['a Response without a content type', () => new Response(bytes(JSON.stringify(whole)))],
]
for (const [name, make] of wholeForms)
  test(`reads a whole response from ${name}`, async () => {
    assert.deepEqual(await readSource(make()), { kind: 'whole', response: whole })
  })

test('bytes split anywhere give the same events', async () => {
  for (const [text, expected] of [
    [stream, withEnd],
    [stream.replaceAll('\n', '\r\n'), withEnd],
    [lines, events],
  ] as const) {
    const all = bytes(text)
    const cuts = fc.array(fc.nat({ max: all.length }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        assert.deepEqual(await eventsOf(streamOf(pieces(all, at))), expected)
      }),
      { numRuns: cases(200) },
    )
    assert.deepEqual(await eventsOf(streamOf(pieces(all, [...all.keys()]))), expected)
  }
})

test('comments, carriage returns, other fields and a missing last line end do no harm', async () => {
  const text =
    ': OPENROUTER PROCESSING\r\n\r\nid: 7\r\nretry: 10\r\nevent: x\r\ndata: {"n":\r\ndata: 1}\r\n\r\ndata: {"n":2}'
  assert.deepEqual(await eventsOf(text), [{ n: 1 }, { n: 2 }])
})

test('keep-alives need not be JSON', async () => {
  assert.deepEqual(await eventsOf('event: ping\ndata: x\n\ndata:\n\ndata: {"n":1}\n\n'), [{ n: 1 }])
})

test('words where JSON belongs are passed over, unless they are the last that comes', async () => {
  for (const words of [': keepalive', '[PING]', 'keepalive', 'OPENROUTER PROCESSING'])
    assert.deepEqual(await eventsOf(`data: {"n":1}\n\ndata: ${words}\n\ndata: {"n":2}\n\n`), [
      { n: 1 },
      { n: 2 },
    ])
  await assert.rejects(eventsOf('data: {"n":1}\n\ndata: upstream gone\n\n'), {
    code: 'unreadable_response',
    message: 'upstream gone',
  })
})

for (const [name, text, said] of [
  ['words', 'event: error\ndata: upstream gone', 'upstream gone'],
  ['JSON that does not say so', 'event: error\ndata: {"message":"gone","code":7}', 'gone'],
  ['a detail', 'event: error\ndata: {"detail":"gone"}', 'gone'],
  ['a field of its own', 'error: {"error":{"message":"gone"}}', 'gone'],
  ['a field of its own, of words', 'error: gone', 'gone'],
  ['a field of its own, without a line end', 'error: gone', 'gone'],
] as const)
  test(`what an error says is kept: ${name}`, async () => {
    const whole = name.endsWith('line end') ? text : `${text}\n\ndata: [DONE]\n\n`
    for (const before of ['', 'data: {"choices":[]}\n\n', ': error\r\n\r\n'])
      for (const size of [1, 7, 1000]) {
        const pieces = (before + whole).match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
        const source = ReadableStream.from(pieces.map((piece) => Buffer.from(piece)))
        const headers = { 'content-type': 'text/event-stream' }
        const reading = await readAny(chatCodec, new Response(source, { headers }))
        assert.equal(reading.stop.kind, 'broken')
        assert.match(reading.stop.message, new RegExp(said))
      }
  })

test('a line of an error that never ends is not waited for', async () => {
  const pieces = [
    'data: {"n":1}\n\nerror: gone, ',
    ...Array.from({ length: 200 }, () => 'x'.repeat(100)),
  ]
  const source = ReadableStream.from(pieces.map((piece) => Buffer.from(piece)))
  await assert.rejects(eventsOf(source), { code: 'unreadable_response', message: /^gone, x+/ })
})

test('several values without a space between them are as many events', async () => {
  assert.deepEqual(await eventsOf('data: {"n":1}{"n":2} {"n":"}{"}\n\n'), [
    { n: 1 },
    { n: 2 },
    { n: '}{' },
  ])
})

test('nothing is read after the end mark', async () => {
  assert.deepEqual(await eventsOf(`${stream}data: {"late":1}\n\n`), withEnd)
})

test('an error event is an event like any other', async () => {
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  const text = `event: error\ndata: ${JSON.stringify(error)}\n\n`
  assert.deepEqual(await eventsOf(text), [error])
})

test('an event that is no JSON rejects the iteration, after the events before it', async () => {
  const opened = await readSource('data: {"n":1}\n\ndata: {oops\n\ndata: {"n":2}\n\n')
  assert.equal(opened.kind, 'events')
  const seen: unknown[] = []
  await assert.rejects(
    async () => {
      for await (const event of opened.events) seen.push(event)
    },
    { code: 'unreadable_response', message: 'Expected each event to be JSON, got {oops' },
  )
  assert.deepEqual(seen, [{ n: 1 }])
})

test('invalid UTF-8 becomes a replacement character, never an error', async () => {
  const broken = bytes('data: {"n":"ab"}\n\n')
  broken[12] = 0xff
  assert.deepEqual(await eventsOf(broken), [{ n: '\uFFFDb' }])
})

test('a content type does not overrule what the text plainly is', async () => {
  const headers = { 'content-type': 'application/json' }
  assert.deepEqual(await eventsOf(new Response(stream, { headers })), withEnd)
})

test('a JSON error where an event stream was promised is read as what it is', async () => {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
  const error = { error: { message: 'No such model' } }
  const opened = await readSource(new Response(JSON.stringify(error), { headers }))
  assert.deepEqual(opened, { kind: 'whole', response: error })
})

const typed = (text: string, type: string): Response =>
  new Response(text, { headers: { 'content-type': type } })

test('a content type that lies is overruled by what the text looks like', async () => {
  for (const type of ['application/x-ndjson', 'application/stream+json', 'application/json'])
    assert.deepEqual(await eventsOf(typed(stream, type)), withEnd, type)
  assert.deepEqual(await eventsOf(typed(lines, 'application/json')), events)
  const error = { error: { message: 'No such model' } }
  const spread = JSON.stringify(error, null, 2)
  for (const type of ['application/x-ndjson', 'text/event-stream'])
    assert.deepEqual(await readSource(typed(spread, type)), { kind: 'whole', response: error })
})

test('a line that was promised is read before the next one comes', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield bytes(`${JSON.stringify(events[0])}\n`)
    await promise
    yield bytes(`${JSON.stringify(events[1])}\n`)
  }
  const body = Readable.toWeb(Readable.from(slow())) as ReadableStream
  const headers = { 'content-type': 'application/x-ndjson' }
  const source = await readSource(new Response(body, { headers }))
  assert.ok(source.kind === 'events')
  const iterator = source.events[Symbol.asyncIterator]()
  assert.deepEqual((await iterator.next()).value, events[0])
  resolve()
  assert.deepEqual((await iterator.next()).value, events[1])
})

test('a content type says what a text is that does not look like anything', async () => {
  const headers = { 'content-type': 'text/event-stream' }
  const text = 'x-note: hello\n\ndata: {"n":1}\n\n'
  assert.deepEqual(await eventsOf(new Response(text, { headers })), [{ n: 1 }])
  await assert.rejects(readSource(text), { code: 'unreadable_response' })
})

test('a content type says that one line is an event', async () => {
  const headers = { 'content-type': 'application/x-ndjson' }
  assert.deepEqual(await eventsOf(new Response('{"n":1}\n', { headers })), [{ n: 1 }])
})

const unreadable: readonly [string, () => unknown, RegExp][] = [
  [
    'an HTML page',
    () => new Response('<!doctype html><html><head><title>Sign in</title></head></html>'),
    /got an HTML page titled "Sign in"\. Check the base URL/,
  ],
  ['plain text', () => 'upstream connect error', /got upstream connect error/],
  [
    'a stream of other things',
    () => each<unknown>('{"a"', 7),
    /Expected a stream of text or bytes, got `7` in it/,
  ],
]
for (const [name, make, message] of unreadable)
  test(`says of ${name} what it is`, async () => {
    await assert.rejects(readSource(make()), { code: 'unreadable_response', message })
  })

const broken: readonly [string, () => unknown, RegExp][] = [
  ['nothing', () => new Response(null), /got nothing at all/],
  ['an empty string', () => '', /got nothing at all/],
  ['half a JSON object', () => JSON.stringify(whole).slice(0, -5), /JSON response, got \{"id"/],
]
for (const [name, make, message] of broken)
  test(`takes ${name} for a stream that broke`, async () => {
    const opened = await readSource(make())
    assert.ok(opened.kind === 'events')
    const first = opened.events[Symbol.asyncIterator]().next()
    await assert.rejects(first, { code: 'unreadable_response', message })
  })

test('a body that was read already is said to be so', async () => {
  const response = new Response(stream)
  await response.text()
  await assert.rejects(readSource(response), /whose body has not been read yet/)
  const locked = streamOf([bytes(stream)])
  locked.getReader()
  await assert.rejects(readSource(locked), /a stream that is not being read yet/)
})

for (const value of [undefined, null, 7, true, () => {}])
  test(`${String(value)} is a wrong use`, async () => {
    await assert.rejects(readSource(value), (error) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, /Expected a response, a stream, or a promise of one, got/)
      return true
    })
  })

test("a promise's own rejection is passed on", async () => {
  const cause = new FanfoldError('no', { code: 'x' })
  await assert.rejects(readSource(Promise.reject(cause)), cause)
})

test('a stream that fails rejects the iteration with its own error', async () => {
  const cause = new Error('socket hang up')
  async function* failing(): AsyncGenerator<string> {
    yield 'data: {"n":1}\n\n'
    throw cause
  }
  await assert.rejects(eventsOf(failing()), cause)
})
