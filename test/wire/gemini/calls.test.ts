import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { brief, decode } from '../support/decode.ts'
import { callPart, chunk, ended } from '../support/gemini-chunks.ts'
import { result } from '../support/result.ts'
import { madeId } from '../support/made-id.ts'

const read = (events: Iterable<unknown>) => decode(geminiCodec, events)

test('calls without ids get ids that are made: new in each message, the same on each reading', () => {
  const events = [chunk([callPart('f', {}), callPart('f', {}), callPart('g', {})]), ended()]
  const ids = read(events).reading.calls.map(({ id }) => id)
  assert.deepEqual(ids, ['noid_aBc12_1', 'noid_aBc12_2', 'noid_aBc12_3'])
  assert.deepEqual(
    read(events).told.map(({ id }) => id),
    ids,
  )
  const [other] = geminiCodec.read({ ...ended('STOP', [callPart('f')]), responseId: 'x9' }).calls
  assert.equal(other?.id, 'noid_x9_1')
  const bare = { candidates: [{ content: { parts: [callPart('f')] }, finishReason: 'STOP' }] }
  const anonymous = [1, 2].map(() => geminiCodec.read(bare).calls[0]?.id)
  assert.equal(new Set(anonymous).size, 2)
})

test('an id that was made is not sent back, neither with the call nor with its result', () => {
  const parts = [callPart('f', { n: 1 }), callPart('f', { n: 2 }, 'given')]
  const { reading } = read([chunk(parts), ended()])
  assert.deepEqual(reading.messages, [{ role: 'model', parts }])
  const [made = '', given = ''] = reading.calls.map(({ id }) => id)
  assert.equal(given, 'given')
  const results = [result(made, 'ok', 'one'), result(given, 'ok', 'two')]
  assert.deepEqual(geminiCodec.results(results), [
    {
      role: 'user',
      parts: [
        { functionResponse: { name: 'f', response: { result: 'one' } } },
        { functionResponse: { id: 'given', name: 'f', response: { result: 'two' } } },
      ],
    },
  ])
})

test('an id that comes twice is mended, in the call, in its message and in its result', () => {
  const { reading } = read([chunk([callPart('f', {}, 'x'), callPart('g', {}, 'x')]), ended()])
  const id = madeId('aBc-1_2', 2)
  assert.deepEqual(
    reading.calls.map((call) => call.id),
    ['x', id],
  )
  assert.deepEqual(reading.messages[0]?.parts[1]?.functionCall, { name: 'g', id, args: {} })
  const [answer] = geminiCodec.results([result(id, 'ok', '')])
  assert.equal(answer?.parts[0]?.functionResponse?.id, id)
})

test('a call is told when another part begins, and the last one when the model has stopped', () => {
  const decoded: string[] = []
  const decoder = geminiCodec.decoder({ call: ({ name }) => decoded.push(name) })
  const after = (event: object): string => {
    decoder.push(event)
    return decoded.join()
  }
  assert.equal(after(chunk([callPart('a', {})])), '')
  assert.equal(after(chunk([{ text: '' }])), '')
  assert.equal(after(chunk([callPart('b', {}), callPart('c', {})])), 'a,b')
  assert.equal(after(chunk([{ text: 'And', thought: true }])), 'a,b,c')
  assert.equal(after(chunk([callPart('d', {})])), 'a,b,c')
  assert.equal(after(ended()), 'a,b,c,d')
  assert.equal(decoder.end().stop.kind, 'calls')
})

test('all calls and the end may come in one chunk', () => {
  const { early } = read([ended('STOP', [callPart('a', {}), callPart('b', {})])])
  assert.deepEqual(
    early.map(({ name }) => name),
    ['a', 'b'],
  )
})

test('of a chunk that says that the message was cut off no call is told', () => {
  for (const reason of ['MAX_TOKENS', 'SAFETY', 'MALFORMED_FUNCTION_CALL']) {
    const { told, reading } = read([ended(reason, [callPart('a', {}), callPart('b', {})])])
    assert.deepEqual(told, [])
    assert.equal(reading.calls.length, 2)
  }
})

for (const [name, args, input, sent] of [
  ['an object', { a: [1] }, { a: [1] }, { a: [1] }],
  ['nothing', undefined, {}, undefined],
  ['null', null, {}, {}],
  ['an empty object', {}, {}, {}],
  ['JSON text', '{"a":1}', { a: 1 }, { a: 1 }],
  ['empty text', '', {}, {}],
] as const)
  test(`arguments that are ${name}`, () => {
    for (const reading of [
      read([chunk([callPart('f', args)]), ended()]).reading,
      geminiCodec.read(ended('STOP', [callPart('f', args)])),
    ]) {
      const [call] = reading.calls
      assert.deepEqual([call?.input, call?.invalid], [input, undefined])
      const back = reading.messages[0]?.parts[0]?.functionCall?.args
      if (args === null) assert.ok(back === null || back === undefined)
      else assert.deepEqual(back, sent)
    }
  })

for (const [name, args, reason] of [
  ['a list', [1], 'shape'],
  ['a number', 7, 'shape'],
  ['no JSON', '{"a":', 'json'],
] as const)
  test(`arguments that are ${name} are answered, not run, and go back as an object`, () => {
    const { reading } = read([chunk([callPart('f', args)]), ended()])
    assert.equal(reading.stop.kind, 'calls')
    assert.equal(reading.calls[0]?.invalid?.reason, reason)
    assert.deepEqual(reading.messages[0]?.parts[0]?.functionCall?.args, {})
  })

test('__proto__ in arguments stays data', () => {
  const args = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as unknown
  const { reading } = read([chunk([callPart('f', args)]), ended()])
  assert.equal(JSON.stringify(reading.calls[0]?.input), JSON.stringify(args))
  assert.equal(({} as { polluted?: true }).polluted, undefined)
})

test('a name that Gemini would not take back is mended, in the call and in its result', () => {
  const { reading } = read([
    chunk([callPart('sum all!', {}), { functionCall: { args: { n: 1 } } }]),
    ended(),
  ])
  assert.deepEqual(
    reading.calls.map(({ name }) => name),
    ['sum all!', 'unnamed_tool'],
  )
  const { parts = [] } = reading.messages[0] ?? {}
  assert.deepEqual(
    parts.map(({ functionCall }) => functionCall?.name),
    ['sum_all_', 'unnamed_tool'],
  )
  const [answer] = geminiCodec.results([{ ...result('x', 'ok', ''), name: 'sum all!' }])
  assert.equal(answer?.parts[0]?.functionResponse?.name, 'sum_all_')
  assert.deepEqual(brief(reading.calls)[0]?.slice(1), ['sum all!', {}])
})
