import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ollamaCodec } from '../../../src/wire/ollama/codec.ts'
import { isRecord, recordsOf, type Fields } from '../../../src/wire/shared/shape.ts'
import { decode } from '../support/decode.ts'
import { testDisturbances, withEmpty } from '../support/disturb.ts'
import { callLine, done, entry, line } from '../support/ollama-lines.ts'
import { ollamaStreams } from '../support/ollama-samples.ts'
import { result } from '../support/result.ts'

const read = (...events: unknown[]) => decode(ollamaCodec, events)
const nothing = { function: { name: '', arguments: {} } }

function zeroed(event: Fields): Fields {
  const message = isRecord(event.message) ? event.message : {}
  const { tool_calls: entries } = message
  const calls = [...recordsOf(entries), nothing, {}, { function: null }]
  const empty = { content: '', thinking: '', images: [], tool_name: '', tool_call_id: '' }
  return withEmpty(
    {
      ...event,
      message: withEmpty({ ...message, tool_calls: entries === undefined ? null : calls }, empty),
    },
    { done_reason: '', error: '', remote_host: '' },
  )
}

testDisturbances({
  codec: ollamaCodec,
  streams: ollamaStreams,
  last: 'over',
  noise: [{}, { status: 'loading' }, line({}), { message: {}, done: false }, 'ping', null],
  zeroed,
  mayRepeat: (event) => event.done === true,
  words:
    'message tool_calls function name arguments id content thinking done_reason error type index'.split(
      ' ',
    ),
  types: [],
})

test('entries that are empty are no calls, whole or streamed, and do not go back', () => {
  for (const entries of [null, [], [{}], [nothing], [{ id: '', type: 'function', function: {} }]]) {
    const message = { role: 'assistant', content: 'Hi', tool_calls: entries }
    for (const reading of [
      read(line({ content: 'Hi' }), line({ tool_calls: entries }), done()).reading,
      ollamaCodec.read(done('stop', message)),
    ]) {
      assert.deepEqual([reading.stop.kind, reading.calls], ['answer', []])
      assert.ok(!JSON.stringify(reading.messages).includes('function'))
    }
  }
})

test('of a last line that says all once more, only what is missing is taken', () => {
  const calls = [entry('f', { n: 1 }), entry('f', { n: 2 })]
  const whole = {
    thinking: 'Hm, two of them it is.',
    content: 'Both of them, one after the other.',
    tool_calls: calls,
  }
  const { reading, told, text } = read(
    line({ thinking: 'Hm, two of them it is.' }),
    line({ content: 'Both of them, one' }),
    callLine(calls[0] as object),
    done('stop', whole),
  )
  assert.equal(text, 'Both of them, one after the other.')
  assert.deepEqual(
    told.map(({ input }) => input),
    [{ n: 1 }, { n: 2 }],
  )
  assert.deepEqual(reading.messages, [{ role: 'assistant', ...whole }])
})

test('a call with an id that comes again is one; without an id each is a call of its own', () => {
  const named = callLine({ id: 'a', ...entry('f', { n: 1 }) })
  assert.equal(read(named, line({ content: 'Hm' }), named, done()).told.length, 1)
  const other = callLine({ id: 'a', ...entry('f', { n: 2 }) })
  assert.equal(read(named, other, done()).told.length, 2)
  const unnamed = callLine(entry('f', { n: 1 }))
  assert.equal(read(unnamed, unnamed, done()).told.length, 2)
})

test('a line without `done` is a piece, and an error beside a message is one', () => {
  const { done: _, ...piece } = line({ content: 'Hi' }) as { done: boolean }
  assert.equal(read(piece, done()).reading.text, 'Hi')
  assert.equal(
    read({ ...done('stop', { content: 'Hi' }), error: 'gone' }).reading.stop.kind,
    'broken',
  )
})

test('an ending that says calls, or a word that nobody knows, is told apart from an answer', () => {
  for (const [word, kind, warning] of [
    ['tool_calls', 'lost', /no call came/],
    ['finished-early', 'answer', /unknown reason, "finished-early"/],
    ['interrupted', 'broken', undefined],
    ['LENGTH', 'length', undefined],
  ] as const) {
    const { stop, warnings = [] } = read(line({ content: 'Hi' }), done(word)).reading
    assert.equal(stop.kind, kind)
    if (warning === undefined) assert.deepEqual(warnings, [])
    else assert.match(warnings.join(), warning)
  }
})

test('a name that no tool can have is mended, in the call and in its result; one of a tool stays', () => {
  const name = 'f<|channel|>commentary'
  for (const [isTool, sent] of [
    [() => false, 'f__channel__commentary'],
    [(one: string) => one === name, name],
  ] as const) {
    const { messages, calls } = ollamaCodec.read(
      done('stop', { tool_calls: [entry('g', {}), { id: 'x', ...entry(name, {}) }] }),
      isTool,
    )
    assert.equal(calls[1]?.name, name)
    const answers = calls.map(({ id, name: named }) => ({ ...result(id, 'ok', ''), name: named }))
    assert.deepEqual(ollamaCodec.results(answers, messages), [
      { role: 'tool', tool_name: 'g', content: '' },
      { role: 'tool', tool_name: sent, content: '', tool_call_id: 'x' },
    ])
    assert.ok(JSON.stringify(messages).includes(JSON.stringify(sent)))
  }
})
