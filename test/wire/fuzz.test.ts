import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { seededRandom } from '../../src/testing/random.ts'
import type { ToolCall } from '../../src/call/call.ts'
import type { Reading } from '../../src/wire/codec.ts'
import { formatNamed } from '../../src/testing/conformance/codec/codecs.ts'
import { open } from '../../src/testing/conformance/codec/take.ts'
import { cases } from '../support/cases.ts'
import { formats } from './support/codecs.ts'
import { decode, readAny } from './support/decode.ts'
import { mutator } from './support/mutate.ts'
import { allRecordings, readData, skipped } from './support/recordings.ts'
import { wholeSamples } from './support/whole-samples.ts'

const streamed = cases(11_000)
const whole = cases(3_500)
const framed = cases(500)
let inputs = 0

const everyEvent = formats.flatMap(([, , samples]) => samples.flatMap(({ events }) => events))

for (const [seed, [name, codec, samples]] of formats.entries()) {
  test(`${name}: streams changed at random`, () => {
    const random = seededRandom(seed)
    const mutate = mutator(random)
    for (let round = 0; round < streamed; round += 1) {
      const { events } = samples[round % samples.length] as (typeof samples)[number]
      const changed = mutate.events(events, everyEvent)
      sound(() => decode(codec, changed), changed)
    }
  })

  test(`${name}: whole responses changed at random`, () => {
    const mutate = mutator(seededRandom(seed + 100))
    const responses = wholeSamples[name]
    for (let round = 0; round < whole; round += 1) {
      const changed = mutate.value(responses[round % responses.length], everyEvent)
      sound(() => ({ reading: codec.read(changed), told: [] }), changed)
    }
  })

  test(`${name}: bytes changed at random`, async () => {
    const mutate = mutator(seededRandom(seed + 200))
    for (let round = 0; round < framed; round += 1) {
      const { text } = samples[round % samples.length] as (typeof samples)[number]
      const bytes = mutate.bytes(new TextEncoder().encode(text))
      inputs += 1
      const reading = await readAny(codec, bytes).catch((error: unknown) => {
        assert.equal((error as { code?: unknown }).code, 'unreadable_response')
      })
      if (reading !== undefined) check(reading, [])
    }
  })
}

for (const [name, codec] of formats)
  test(`${name}: an argument named __proto__ is data, and goes back as it came`, () => {
    const text = JSON.stringify(wholeSamples[name][0]).replace(/(\\?")a\.b\1:/, '$1__proto__$1:')
    const { calls, messages } = codec.read(JSON.parse(text))
    const input = calls[0]?.input as object
    assert.deepEqual(Object.getOwnPropertyDescriptor(input, '__proto__')?.value, [1, { c: 'é' }])
    assert.equal(Object.getPrototypeOf(input), Object.prototype)
    assert.ok(JSON.stringify(messages).includes('__proto__'))
  })

test('recordings changed at random', { skip: skipped }, async () => {
  const mutate = mutator(seededRandom(300))
  for (const { file, format } of allRecordings()) {
    const codec = formats.find(([name]) => name === formatNamed(format))?.[1]
    assert.ok(codec !== undefined, format)
    const opened = await open(readData(`streams/${file}`))
    for (let round = 0; round < cases(40); round += 1) {
      if (opened.kind === 'events') {
        const changed = mutate.events(opened.events, everyEvent)
        sound(() => decode(codec, changed), changed)
      } else {
        const changed = mutate.value(opened.response, everyEvent)
        sound(() => ({ reading: codec.read(changed), told: [] }), changed)
      }
    }
  }
})

after(() => {
  assert.ok(
    inputs >= cases(100_000),
    `expected at least 100 000 inputs in a full run, got ${inputs}`,
  )
})

/** Reads, and checks what must hold for every reading. A failure shows the input. */
function sound(
  read: () => { reading: Reading<unknown>; told: readonly ToolCall[] },
  input: unknown,
): void {
  inputs += 1
  try {
    const { reading, told } = read()
    check(reading, told)
  } catch (error) {
    throw new Error(`Not read as it should be: ${excerpt(input)}`, { cause: error })
  }
}

function check(reading: Reading<unknown>, told: readonly ToolCall[]): void {
  const { calls, stop, messages } = reading
  assert.ok(told.length <= calls.length)
  told.forEach((call, at) => assert.equal(call, calls[at]))
  assert.equal(new Set(calls.map(({ id }) => id)).size, calls.length)
  if (stop.kind === 'calls') assert.ok(calls.length > 0)
  for (const { id, name, input, invalid } of calls) {
    assert.ok(id !== '' && name !== '')
    // A custom tool's input is text.
    if (invalid === undefined) assert.match(typeof input, /^(?:object|string)$/)
    else assert.ok(invalid.message !== '')
    assertPlain(input, 4)
  }
  assertPlain(messages, 7)
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
}

/** What is named `__proto__` is a field like others, and no prototype. */
function assertPlain(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null || depth === 0) return
  const prototype: unknown = Object.getPrototypeOf(value)
  assert.equal(prototype, Array.isArray(value) ? Array.prototype : Object.prototype)
  for (const field of Object.values(value)) assertPlain(field, depth - 1)
}

function excerpt(input: unknown): string {
  try {
    return JSON.stringify(input).slice(0, 4000)
  } catch {
    return 'an input that is nested too deep to show'
  }
}
