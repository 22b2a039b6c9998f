import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ToolCall } from '../../src/call/call.ts'
import { decode, readAny } from './support/decode.ts'
import { pieces, streamOf } from './support/event-stream.ts'
import { type Said, type Speaker, speakers } from './support/speakers.ts'

// What real streams do that the documents do not say, in every format that can do it. What only one format can do is
// tested beside that format: arguments by path, several choices, the end mark, spliced items.

const inputs = [{ n: 1 }, { n: 2 }, { n: 3 }]
/** Three calls of one tool, whole. */
const three = (more: (place: number) => Partial<Said>): Said[] =>
  inputs.map((input, place) => ({ index: place, name: 'f', args: input, ...more(place) }))

const bare = (calls: readonly ToolCall[]): unknown[] =>
  calls.map(({ name, input, invalid }) => [name, input, invalid?.reason])
const asked = inputs.map((input) => ['f', input, undefined])

for (const speaker of speakers) {
  const { codec } = speaker
  const read = (calls: readonly Said[]) => decode(codec, speaker.say(calls))

  for (const [name, id] of [
    ['no ids', () => undefined],
    ['empty ids', () => ''],
    ['one id for all', () => 'one'],
  ] as const)
    test(`${codec.name}: ${name}: each call gets one of its own, the same on each reading`, () => {
      const say = three(() => ({ id: id() }))
      const { reading, told } = read(say)
      assert.equal(reading.stop.kind, 'calls', reading.stop.message)
      assert.deepEqual(bare(reading.calls), asked)
      assert.deepEqual(told, reading.calls)
      const ids = reading.calls.map((call) => call.id)
      assert.equal(new Set(ids).size, 3)
      assert.ok(!ids.includes(''))
      const answers = JSON.stringify(codec.results(ids.map(ok), reading.messages))
      for (const result of ['result 1', 'result 2', 'result 3']) assert.ok(answers.includes(result))
    })

  test(`${codec.name}: index 0 for every call`, () => {
    const { reading, told } = read(three((place) => ({ id: `id${place}`, index: 0 })))
    assert.equal(reading.stop.kind, 'calls', reading.stop.message)
    assert.deepEqual(bare(reading.calls), asked)
    assert.deepEqual(told, reading.calls)
  })

  for (const [name, write] of [
    ['an object', (input: object): unknown => input],
    ['text', (input: object): unknown => JSON.stringify(input)],
  ] as const)
    test(`${codec.name}: whole calls in one chunk, their arguments ${name}`, () => {
      const { reading } = read(
        three((place) => ({ id: `id${place}`, args: write(inputs[place] as object) })),
      )
      assert.equal(reading.stop.kind, 'calls', reading.stop.message)
      assert.deepEqual(bare(reading.calls), asked)
    })

  for (const [name, args] of [
    ['missing', undefined],
    ['null', null],
    ['empty text', ''],
    ['the text null', 'null'],
    ['an empty object', {}],
  ] as const)
    test(`${codec.name}: arguments that are ${name} are none`, () => {
      const { reading } = read([{ id: 'a', index: 0, name: 'f', args }])
      assert.equal(reading.stop.kind, 'calls', reading.stop.message)
      assert.deepEqual(bare(reading.calls), [['f', {}, undefined]])
    })

  test(`${codec.name}: the end said twice: no call is told twice`, () => {
    const say = three((place) => ({ id: `id${place}` }))
    const { reading, told } = decode(codec, [...speaker.say(say), ...speaker.end('calls')])
    assert.equal(reading.stop.kind, 'calls', reading.stop.message)
    assert.deepEqual(bare(told), asked)
  })

  for (const ending of ['length', 'refusal'] as const)
    if (speaker.endings[ending] !== undefined)
      test(`${codec.name}: ${ending} after whole calls: nothing runs, and nothing more is told`, () => {
        const say = three((place) => ({ id: `id${place}` }))
        const { reading, early, told } = decode(codec, speaker.say(say, ending))
        assert.equal(reading.stop.kind, ending)
        assert.match(reading.stop.message, /not run/)
        assert.equal(reading.calls.length, 3)
        assert.deepEqual(told, early)
        assert.ok(told.length < 3)
      })

  test(`${codec.name}: CRLF, lone CR and comments between the events`, async () => {
    const say = three((place) => ({ id: `id${place}` }))
    const text = speaker.text(speaker.say(say))
    const expected = bare((await readAny(codec, text)).calls)
    assert.deepEqual(expected, asked)
    const plain = text.replaceAll('\r\n', '\n')
    const events = plain.startsWith('{') ? undefined : plain.split('\n\n')
    const ways = [plain.replaceAll('\n', '\r\n')]
    if (events !== undefined)
      ways.push(
        plain.replaceAll('\n', '\r'),
        `: hello\n\n${events.join('\n\n: PROCESSING\n\n')}`,
        events.join('\n:\n\n'),
      )
    for (const way of ways)
      assert.deepEqual(bare((await readAny(codec, way)).calls), expected, way.slice(0, 200))
  })

  const odd = { 'ключ "\\': 'é\u{1f600}\n\\u00e9"', s: '\u2028' }
  test(`${codec.name}: UTF-8 cut at every byte`, async () => {
    const text = speaker.text(speaker.say([{ id: 'a', index: 0, name: 'f', args: odd }]))
    const bytes = new TextEncoder().encode(text)
    for (let at = 1; at < bytes.length; at += 1) {
      const { calls } = await readAny(codec, streamOf(pieces(bytes, [at])))
      assert.deepEqual(calls[0]?.input, odd, `cut at ${at}`)
    }
  })

  if (speaker.inPieces)
    test(`${codec.name}: JSON cut at every character, also inside an escape`, () => {
      const json = String.raw`{"a":"\u00e9\ud83d\ude00\"\\","b":[-1.5e3,true,null]}`
      for (const cuts of [Array.from(json), ...splits(json)]) {
        const { reading } = read([{ id: 'a', index: 0, name: 'f', pieces: cuts }])
        assert.deepEqual(bare(reading.calls), [['f', JSON.parse(json), undefined]])
      }
    })

  if (speaker.inPieces)
    test(`${codec.name}: arguments without end stop at a limit, and say so`, () => {
      const piece = 'x'.repeat(1024 * 1024)
      const many = Array.from({ length: 66 }, () => piece)
      const { reading, told } = read([
        { id: 'a', index: 0, name: 'f', pieces: ['{"a":"', ...many] },
      ])
      assert.equal(reading.stop.kind, 'broken')
      assert.match(reading.stop.message, /longer than 67108864 characters/)
      assert.deepEqual(told, [])
      assert.equal(reading.calls[0]?.invalid?.reason, 'truncated')
    })
}

test('every format but Ollama’s can end in a refusal', () => {
  const without = speakers.filter(({ endings }: Speaker) => endings.refusal === undefined)
  assert.deepEqual(
    without.map(({ codec }) => codec.name),
    ['ollama'],
  )
})

function* splits(text: string): Generator<string[]> {
  for (let at = 1; at < text.length; at += 1) yield [text.slice(0, at), text.slice(at)]
}

function ok(id: string, place: number) {
  return {
    id,
    name: 'f',
    status: 'ok' as const,
    content: `result ${place + 1}`,
    attempts: 1,
    timing: { receivedMs: 0, settledMs: 1, runMs: 1, waits: [] },
  }
}
