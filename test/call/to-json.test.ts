import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { content, toContent } from '../../src/call/content/content.ts'
import { toJson } from '../../src/call/content/to-json.ts'
import { deepArray, deepObject, endless } from '../support/deep-values.ts'
import { hostile } from '../support/hostile-values.ts'
import { unhandled } from '../support/unhandled.ts'
import { atLimits, cases } from '../support/cases.ts'

const naturals = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** An object without end in breadth: each that one of its getters gives has two others. */
function branching(): object {
  return {
    get left(): object {
      return branching()
    },
    get right(): object {
      return branching()
    },
  }
}

it('plain values are written as JSON does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(toJson(value), JSON.stringify(value))
    }),
  )
})

it('any value is written, and what is written is JSON', () => {
  fc.assert(
    fc.property(hostile, (make) => {
      JSON.parse(toJson(make()))
      JSON.stringify(toContent(make()))
    }),
    { numRuns: cases(500) },
  )
})

it(
  'a value without end in depth or breadth is cut, says so, and its text is still JSON',
  atLimits,
  () => {
    const gaps: unknown[] = []
    gaps[4_000_000_000] = { a: 1 }
    assert.equal(toJson(gaps), '{"4000000000":{"a":1}}')
    for (const value of [branching(), new Set(naturals(1_100_000))])
      assert.match(toJson(value), /"\[too much\]"/)
    for (const value of [deepArray(100_000), deepObject(100_000), endless()])
      assert.match(toJson(value), /"\[too deep\]"/)
  },
)

it('a long array of plain values is written whole', () => {
  const numbers = naturals(1_500_000)
  assert.equal(toJson(numbers), JSON.stringify(numbers))
  assert.equal(toJson([undefined, 1]), '[null,1]')
})

it('a promise that is shown as what it is does not end the process when it rejects', async (context) => {
  const errors = unhandled(context)
  const rejecting = Promise.reject(new Error('nobody asked'))
  assert.match(toJson({ many: naturals(2_000), rows: rejecting }), /returned a Promise/)
  assert.deepEqual(await errors(), [])
})

it('what JSON cannot hold has its form', () => {
  const cases: [unknown, unknown][] = [
    [{ big: 10n }, { big: '10' }],
    [new Map([['a', new Set([1])]]), { a: [1] }],
    [
      [new Number(5), Object('text'), Object(true)],
      [5, 'text', true],
    ],
    [{ run: () => 1, a: 1 }, { a: 1 }],
    [new Error('no'), { name: 'Error', message: 'no' }],
    [{ at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    [Object.create(null), {}],
    [
      new (class Point {
        x = 1
      })(),
      { x: 1 },
    ],
  ]
  for (const [value, expected] of cases) assert.deepEqual(JSON.parse(toJson(value)), expected)
})

it('what JSON shows as nothing says what it is, and what to return instead', () => {
  const cases: [unknown, RegExp][] = [
    [new Response('x'), /a Response, .*`await response\.text\(\)`/],
    [new Blob(['x']), /a Blob, .*`await blob\.text\(\)`/],
    [new Response('x').body, /a ReadableStream/],
    [process.stdin, /of which JSON shows nothing.*node:stream\/consumers/],
    [new Headers(), /a Headers, .*Object\.fromEntries/],
    [(function* () {})(), /a Generator, .*\[\.\.\.generator\]/],
    [
      new (class Session {
        #id = 1
        id() {
          return this.#id
        }
      })(),
      /a Session, .*plain object/,
    ],
    [new (function () {} as unknown as new () => object)(), /a nameless object, /],
    [Object.create({ constructor: { name: 5 } }), /a nameless object, /],
    [() => 1, /a function/],
    [Symbol('s'), /a symbol/],
    [{ inside: new Response('x') }, /a Response/],
  ]
  for (const [value, expected] of cases) assert.match(toContent(value) as string, expected)
})

it('parts are read once, and what is no part is shown as its JSON', () => {
  const part = { type: 'text', text: 'a' } as const
  assert.deepEqual(toContent(content(part, 'b')), [part, { type: 'text', text: 'b' }])
  assert.deepEqual(toContent(content({ type: 'image', data: 5 } as never)), [
    { type: 'text', text: '{"type":"image","data":5}' },
  ])
  assert.deepEqual(toContent(content({ type: 'json', value: { n: 1n } })), [
    { type: 'json', value: { n: '1' } },
  ])
})
