import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePythonCall } from '../../../bench/bfcl/python-call.ts'

/** The one argument of `f(…)`. */
const literal = (text: string): unknown => parsePythonCall(`f(${text})`).positional[0]

describe('parsePythonCall', () => {
  it('reads arguments by position and by name', () => {
    assert.deepEqual(parsePythonCall(`cp ( 'a.txt' , destination = 'b', )`), {
      name: 'cp',
      positional: ['a.txt'],
      named: { destination: 'b' },
    })
    assert.deepEqual(parsePythonCall('pwd()'), { name: 'pwd', positional: [], named: {} })
  })

  it('reads numbers and constants', () => {
    const read = ['0', '-1.5', '+2', '1_000', '.5', '3.', '1e3', '2.5E-1'].map(literal)
    assert.deepEqual(read, [0, -1.5, 2, 1000, 0.5, 3, 1000, 0.25])
    assert.deepEqual(['True', 'False', 'None'].map(literal), [true, false, null])
  })

  it('reads strings of every kind', () => {
    assert.equal(literal(String.raw`'it\'s "so"'`), 'it\'s "so"')
    assert.equal(
      literal(String.raw`"a\tb\\n\x41\u00e9\U0001F600\101\q\
c"`),
      'a\tb\\nA\u00e9\u{1F600}A\\qc',
    )
    assert.equal(literal(`'''two\n'lines' '''`), `two\n'lines' `)
    assert.equal(literal(String.raw`r'\n'`), String.raw`\n`)
    assert.equal(literal(`'one, ' "f(x)"  ')'`), 'one, f(x))')
    assert.equal(literal(`''`), '')
  })

  it('reads lists, tuples and dicts, one inside the other', () => {
    assert.deepEqual(literal(`[1, 'a', [], (2, 3), (4,), (5), ()]`), [
      1,
      'a',
      [],
      [2, 3],
      [4],
      5,
      [],
    ])
    assert.deepEqual(literal(`{'a': {'b': [None]}, 1: 2,}`), { a: { b: [null] }, 1: 2 })
  })

  it('keeps a parameter of any name apart from the prototype', () => {
    assert.ok(Object.hasOwn(parsePythonCall('f(__proto__=1)').named, '__proto__'))
  })

  for (const [text, message] of [
    ['', /Expected the name of a function at position 0/],
    ['f', /Expected "\(" at position 1/],
    ['f(1', /Expected "," or "\)" at position 3/],
    ['f(1 2)', /Expected "," or "\)"/],
    ['f(a=)', /Expected a literal at position 4, got "\)"/],
    ['f(x)', /Expected a literal at position 2, got "x\)"/],
    ['f(g(1))', /Expected a literal at position 2/],
    ['f(1 + 1)', /Expected "," or "\)"/],
    ['f(0x1F)', /Expected a literal/],
    [`f('open)`, /Expected a literal at position 2/],
    ['f() and more', /Expected the end of the call at position 4/],
  ] as const)
    it(`does not guess at ${JSON.stringify(text)}`, () => {
      assert.throws(() => parsePythonCall(text), { name: 'SyntaxError', message })
    })
})
