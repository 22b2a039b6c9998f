import assert from 'node:assert/strict'
import type { ToolCall } from '../../../src/call/call.ts'
import { codecs } from '../../../src/testing/conformance/codec/codecs.ts'
import { open } from '../../../src/testing/conformance/codec/take.ts'
import type { Json } from '../../../src/testing/model-server/format.ts'
import type { Reading } from '../../../src/wire/codec.ts'
import { candidates, type Candidate } from '../formats.ts'
import { bodyOf, result } from '../writing.ts'
import type { ExpectedCall, ServerCase } from './server-case.ts'

const isTool = (name: string): boolean => name === 'get_weather'

/**
 * Reads a case, a stream also a byte at a time, and has the scripted model server look at the next request.
 *
 * @throws {Error} if anything is not as the case says, with the case's name and words.
 */
export async function readCase(one: ServerCase): Promise<Reading<unknown>> {
  const { server, sends, input } = one
  try {
    if (typeof input !== 'string') return await checked(one, codecOf(one).read(input, isTool))
    const bytes = Buffer.from(input)
    await checked(one, await readStream(one, [...bytes].map(byteAlone)))
    return await checked(one, await readStream(one, [bytes]))
  } catch (error) {
    throw new Error(`${server} sends ${sends}: ${(error as Error).message}`, { cause: error })
  }
}

/** Whether a message goes back, and its calls are answered. */
export function goesBack({ stop }: ServerCase): boolean {
  return stop === 'calls' || stop === 'answer'
}

function byteAlone(byte: number): Buffer {
  return Buffer.of(byte)
}

function codecOf({ format = 'openai-chat' }: ServerCase): (typeof codecs)[keyof typeof codecs] {
  return codecs[format]
}

async function readStream(one: ServerCase, bytes: readonly Buffer[]): Promise<Reading<unknown>> {
  const headers = { 'content-type': 'text/event-stream' }
  const opened = await open(new Response(ReadableStream.from(bytes), { headers }))
  assert.equal(opened.kind, 'events')
  const told: ToolCall[] = []
  const decoder = codecOf(one).decoder({ call: (call) => told.push(call), isTool })
  for (const event of opened.events) decoder.push(event)
  const reading = decoder.end()
  if (reading.stop.kind === 'calls') assert.deepEqual(told, reading.calls, 'what is told')
  return reading
}

async function checked(one: ServerCase, reading: Reading<unknown>): Promise<Reading<unknown>> {
  const { stop, calls, messages, warnings = [] } = reading
  assert.equal(stop.kind, one.stop, stop.message)
  assert.deepEqual(
    calls.map(({ id, name, input }) => ({ id, name, input })),
    withIds(one.calls ?? [], calls),
  )
  const words = [stop.message, ...warnings].join(' ')
  assert.ok(words.includes(one.because ?? ''), words)
  if (!goesBack(one)) return reading
  assert.deepEqual(plain(messages), backOf(one, calls))
  await sendBack(one, reading)
  return reading
}

/** Puts the ids that were made where the case leaves them open. */
function withIds(expected: readonly ExpectedCall[], calls: readonly ToolCall[]): object[] {
  return expected.map((call, at) => {
    if (call.id !== undefined) return call
    assert.match(calls[at]?.id ?? '', /^[a-zA-Z0-9]{9}$/)
    return { ...call, id: calls[at]?.id }
  })
}

function backOf({ back = [], input }: ServerCase, calls: readonly ToolCall[]): unknown {
  if (back === 'same') return [(input as Completion).choices[0].message]
  return plain(typeof back === 'function' ? back(calls.map(({ id }) => id)) : back)
}

interface Completion {
  readonly choices: readonly [{ readonly message: unknown }]
}

/** Has the scripted model server check the request that follows, with the calls answered. */
async function sendBack(one: ServerCase, { messages, calls }: Reading<unknown>): Promise<void> {
  const candidate = candidates.find(({ name }) => name === (one.format ?? 'openai-chat'))
  const { codec } = (candidate as Candidate).model(() => undefined)
  const results = calls.map(({ id }) => result('ok', 'Fine.', id))
  const answered = [...messages, ...codec.results(results, messages), codec.user('And?')]
  const body = await bodyOf(candidate as Candidate, 'allow', answered)
  const look = (): void => (candidate as Candidate).server.check(plain(body) as Json, {}, '')
  if (one.refused === undefined) look()
  else assert.throws(look, { message: one.refused })
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}
