import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { parsePath } from '../../../src/wire/gemini/arguments/json-path.ts'
import { cpuGrowth } from '../../support/cpu-growth.ts'
import { brief, decode } from '../support/decode.ts'
import { callPart, chunk, ended, piecePart } from '../support/gemini-chunks.ts'

const start = { functionCall: { name: 'f', willContinue: true }, thoughtSignature: 'c2ln' }
const done = { functionCall: {} }
const more = { functionCall: { willContinue: true } }

const read = (...parts: object[]) =>
  decode(geminiCodec, [...parts.map((part) => chunk([part])), ended()])

/** What pieces of arguments come to. */
function put(...pieces: [path: string, value: object, willContinue?: true][]) {
  const parts = pieces.map(([path, value, willContinue]) => ({
    functionCall: {
      partialArgs: [{ jsonPath: path, ...value, ...(willContinue && { willContinue }) }],
      willContinue: true,
    },
  }))
  return read(start, ...parts, done).reading.calls[0]
}

test('arguments by path are put together, and go back whole, with their signature', () => {
  const { reading, told } = read(
    start,
    piecePart('$.recipe.items[0].name', { stringValue: 'Egg' }, true),
    piecePart('$.recipe.items[0].name', { stringValue: 's' }, true),
    {
      functionCall: {
        partialArgs: [{ jsonPath: '$.recipe.items[0].name', stringValue: '' }],
        willContinue: true,
      },
    },
    more,
    {
      functionCall: {
        partialArgs: [{ jsonPath: '$.recipe.items[1].name', stringValue: 'Salt' }],
        willContinue: true,
      },
    },
    {
      functionCall: {
        partialArgs: [
          { jsonPath: '$.recipe.serves', numberValue: 2.5 },
          { jsonPath: '$.recipe.vegan', boolValue: false },
          { jsonPath: '$.note', nullValue: null },
        ],
        willContinue: true,
      },
    },
    done,
  )
  const args = {
    recipe: { items: [{ name: 'Eggs' }, { name: 'Salt' }], serves: 2.5, vegan: false },
    note: null,
  }
  assert.deepEqual(brief(told), [['noid_aBc12_1', 'f', args]])
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(reading.messages, [
    { role: 'model', parts: [{ functionCall: { name: 'f', args }, thoughtSignature: 'c2ln' }] },
  ])
})

test('several calls by path, one after the other, beside whole ones', () => {
  const { reading, early } = read(
    callPart('a'),
    start,
    piecePart('$.n', { numberValue: 1 }),
    { functionCall: { name: 'f', id: 'x', willContinue: true } },
    piecePart('$.s', { stringValue: 'y' }, true),
    piecePart('$.s', { stringValue: '' }),
    callPart('b', { n: 3 }),
  )
  assert.deepEqual(brief(reading.calls), [
    ['noid_aBc12_1', 'a', {}],
    ['noid_aBc12_2', 'f', { n: 1 }],
    ['x', 'f', { s: 'y' }],
    ['noid_aBc12_4', 'b', { n: 3 }],
  ])
  assert.equal(early.length, 4)
})

test('a call that names itself again goes on; one of another id or without one begins', () => {
  const named = (id: string, piece: object): object => ({
    functionCall: { name: 'f', id, partialArgs: [piece], willContinue: true },
  })
  const { reading } = read(
    named('x', { jsonPath: '$.a', stringValue: '1', willContinue: true }),
    named('x', { jsonPath: '$.a', stringValue: '2' }),
    done,
  )
  assert.deepEqual(brief(reading.calls), [['x', 'f', { a: '12' }]])
})

test('the last piece may end the call, also within its own chunk', () => {
  const begun = { name: 'f', partialArgs: [{ jsonPath: '$.a', numberValue: 1 }] }
  assert.deepEqual(brief(read({ functionCall: begun }).told)[0]?.[2], { a: 1 })
  const { early } = decode(geminiCodec, [
    chunk([start]),
    ended('STOP', [piecePart('$.a', { numberValue: 1 })]),
  ])
  assert.deepEqual(early[0]?.input, { a: 1 })
})

test('the end of a call may bring its arguments whole', () => {
  const { reading } = read(start, { functionCall: { args: { a: 1 } } })
  assert.deepEqual(reading.calls[0]?.input, { a: 1 })
})

test('a call that never ended is not run, nor told before the message has', () => {
  const { reading, early, told } = read(start, piecePart('$.a', { stringValue: 'x' }, true))
  assert.deepEqual(early, [])
  assert.equal(told[0]?.invalid?.reason, 'truncated')
  assert.equal(told[0]?.invalid?.text, '{"a":"x"}')
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(reading.messages[0]?.parts[0]?.functionCall, { name: 'f', args: {} })
  const restarted = read(start, start, piecePart('$.a', { numberValue: 1 })).reading.calls
  assert.deepEqual(
    restarted.map(({ input, invalid }) => [input, invalid?.reason]),
    [
      [{}, 'truncated'],
      [{ a: 1 }, undefined],
    ],
  )
})

test('text between the pieces of a call does not end it', () => {
  const { reading } = read(
    start,
    { text: 'Hm.', thought: true },
    piecePart('$.a', { numberValue: 1 }),
  )
  assert.deepEqual(reading.calls[0]?.input, { a: 1 })
})

test('a piece of a call that never began breaks the message; another end of one does not', () => {
  const lost = read(piecePart('$.a', { numberValue: 1 })).reading
  assert.equal(lost.stop.kind, 'broken')
  assert.match(lost.stop.message, /a call that never began/)
  const { reading } = read(start, done, done)
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(reading.messages[0]?.parts.length, 1)
})

const text = (stringValue: string): object => ({ stringValue })
for (const [name, pieces] of [
  [
    'a value for a place that has one',
    [
      ['$.a', text('x')],
      ['$.a', text('y')],
    ],
  ],
  [
    'another kind of value',
    [
      ['$.a', text('x'), true],
      ['$.a', { numberValue: 1 }],
    ],
  ],
  [
    'a value inside a value',
    [
      ['$.a', text('x')],
      ['$.a.b', text('y')],
    ],
  ],
  [
    'a value where an object is',
    [
      ['$.a.b', text('x')],
      ['$.a', text('y')],
    ],
  ],
  [
    'an item of an object',
    [
      ['$.a.b', text('x')],
      ['$.a[0]', text('y')],
    ],
  ],
  [
    'a field of a list',
    [
      ['$.a[0]', text('x')],
      ['$.a.b', text('y')],
    ],
  ],
  ['a list with a hole', [['$.a[1]', text('x')]]],
  ['a huge index', [['$.a[999999999]', text('x')]]],
  ['a list instead of an object', [['$[0]', text('x')]]],
  ['a path to nowhere', [['$', text('x')]]],
  ['a path that is none', [['$..a', text('x')]]],
  ['a path without end', [[`$${'.a'.repeat(101)}`, text('x')]]],
  ['no path', [['', text('x')]]],
] as [string, Parameters<typeof put>][])
  test(`${name} makes arguments that are answered, not run`, () => {
    const call = put(...pieces)
    assert.equal(call?.invalid?.reason, 'json')
    assert.match(call.invalid.message, /cannot be put together: .*Make the call again\.$/)
  })

test('a piece without a value says nothing', () => {
  assert.deepEqual(put(['$.a', {}], ['$.b', { numberValue: 0 }])?.input, { b: 0 })
  assert.deepEqual(put(['$.a', text('x'), true], ['$.a', {}])?.input, { a: 'x' })
})

test('__proto__ in a path is a name like any other', () => {
  const call = put(['$.__proto__.polluted', { boolValue: true }], ["$['constructor'].x", text('y')])
  assert.equal(
    JSON.stringify(call?.input),
    '{"__proto__":{"polluted":true},"constructor":{"x":"y"}}',
  )
  assert.equal(({} as { polluted?: true }).polluted, undefined)
})

test('arguments by path without end stop at a limit, and say so', () => {
  const piece = piecePart('$.a', { stringValue: 'x'.repeat(1024 * 1024) }, true)
  const begin = chunk([{ functionCall: { name: 'f', willContinue: true } }])
  const { reading, told } = decode(geminiCodec, [begin, ...Array(66).fill(chunk([piece])), ended()])
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /longer than 67108864 characters/)
  assert.deepEqual(told, [])
  assert.equal(reading.calls[0]?.invalid?.reason, 'truncated')
})

test('a long string in many pieces is joined once', () => {
  const growth = cpuGrowth((count) => {
    const piece = chunk([piecePart('$.a', { stringValue: '0123456789' }, true)])
    const { reading } = decode(geminiCodec, [
      chunk([start]),
      ...Array.from({ length: count }, () => piece),
      ended('STOP', [piecePart('$.a', { stringValue: '' })]),
    ])
    assert.equal(JSON.stringify(reading.calls[0]?.input).length, 10 * count + 8)
  }, 2_000)
  assert.ok(growth < 40, `ten times the pieces take ${growth.toFixed(1)} times as long`)
})

for (const [path, steps] of [
  ['$.recipe.steps[0]', ['recipe', 'steps', 0]],
  ['$.a-b.ü', ['a-b', 'ü']],
  ['$[\'a.b\']["c]"][12]', ['a.b', 'c]', 12]],
  [String.raw`$['it\'s']["\"\\\u00fc\n"]`, ["it's", '"\\ü\n']],
  ["$['']", ['']],
  ['location', ['location']],
  ['$', []],
  ['$.', undefined],
  ['$.a[', undefined],
  ['$.a[*]', undefined],
  ['$[-1]', undefined],
  ["$['a", undefined],
  ['$.a[9999999999]', undefined],
] as const)
  test(`the path ${path}`, () => {
    assert.deepEqual(parsePath(path), steps)
  })
