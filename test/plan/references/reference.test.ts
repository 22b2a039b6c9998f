import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { findReferences, resolveReferences } from '../../../src/plan/references/reference.ts'
import { formatPath, parseText } from '../../../src/plan/references/reference-syntax.ts'
import { cpuGrowth } from '../../support/cpu-growth.ts'
import { endless } from '../../support/deep-values.ts'
import { hostile } from '../../support/hostile-values.ts'
import { cases } from '../../support/cases.ts'

const customer = { id: 7, name: 'Ada', tags: ['a', 'b'], 'odd key.': true }
const results = new Map<string, unknown>([
  ['a', { customer, items: [{ price: 2.5 }, null] }],
  ['toolu_01-x', 'text'],
  ['nothing', undefined],
])

function resolved(input: unknown): unknown {
  const result = resolveReferences(input, results)
  assert.ok(result.ok, result.ok ? '' : result.message)
  return result.value
}

function fault(input: unknown): string {
  const result = resolveReferences(input, results)
  assert.ok(!result.ok)
  return result.message
}

test('a text that is one reference stands for the value, with its type', () => {
  assert.equal(resolved('${a.customer}'), customer)
  assert.equal(resolved('${a.customer.id}'), 7)
  assert.equal(resolved('${a.items[0].price}'), 2.5)
  assert.equal(resolved('${a.items.0.price}'), 2.5)
  assert.equal(resolved('${a.items[1]}'), null)
  assert.equal(resolved('${a.items.length}'), 2)
  assert.equal(resolved('${a.customer["odd key."]}'), true)
  assert.equal(resolved('${toolu_01-x}'), 'text')
  assert.equal(resolved('${nothing}'), null)
})

test('references among words become text: texts as they are, the rest as JSON', () => {
  assert.equal(resolved('Dear ${a.customer.name}, no. ${a.customer.id}!'), 'Dear Ada, no. 7!')
  assert.equal(resolved('${a.customer.tags} ${a.items[1]}${nothing}'), '["a","b"] nullnull')
})

test('`$${` is a literal `${`', () => {
  assert.equal(resolved('echo $${HOME} and ${a.customer.id}'), 'echo ${HOME} and 7')
  assert.equal(resolved('$${a.customer}'), '${a.customer}')
  assert.equal(resolved('$$${x} $ $$ {a}'), '$${x} $ $$ {a}')
})

test('references are found wherever they are, and the rest is passed on as it is', () => {
  const plain = { deep: ['x', 1, null] }
  const value = resolved({ to: ['${a.customer.id}'], plain }) as { to: unknown; plain: unknown }
  assert.deepEqual(value, { to: [7], plain })
  assert.equal(value.plain, plain)
  assert.equal(resolved(plain), plain)
  assert.equal(resolved(5), 5)
})

test('what a reference brings in is not looked at for references', () => {
  const injected = new Map<string, unknown>([['a', { text: '${b}', secret: 1 }]])
  for (const [input, value] of [
    ['${a.text}', '${b}'],
    ['say ${a.text}', 'say ${b}'],
  ])
    assert.deepEqual(resolveReferences(input, injected), { ok: true, value })
})

test('findReferences names the ids and the paths, in order', () => {
  const input = { list: ['x', 'see ${a.b[0]} and ${c}'], $: '$${no}', d: { e: '${a}' } }
  assert.deepEqual(findReferences(input), {
    references: [
      { id: 'a', path: ['b', 0], text: '${a.b[0]}' },
      { id: 'c', path: [], text: '${c}' },
      { id: 'a', path: [], text: '${a}' },
    ],
  })
})

test('a reference to what is not there says what is', () => {
  assert.equal(
    fault('${a.customer.idd}'),
    'Step "a" has no `customer.idd`; `customer` has id, name, tags, odd key..',
  )
  assert.equal(fault('${a.x}'), 'Step "a" has no `x`; it has customer, items.')
  assert.equal(fault('${a.items[2].x}'), 'Step "a" has no `items[2]`; `items` is an array of 2.')
  assert.equal(fault('${toolu_01-x.y}'), 'Step "toolu_01-x" has no `y`; it is a string.')
  assert.equal(fault('${nothing.y}'), 'Step "nothing" has no `y`; it is null.')
  assert.equal(fault('${b}'), 'There is no step "b"; there is a, toolu_01-x, nothing.')
  assert.match(fault('${a.items[1]["a b"]}'), /`items\[1\]\.a b`/)
})

test('what looks like a reference and is none is a fault that shows how to write it', () => {
  for (const text of [
    '${}',
    'x ${',
    '${a..b}',
    '${a[x]}',
    '${a.b',
    '${ a}',
    '${a["\\q"]}',
    '${${a}}',
  ]) {
    assert.match(fault(text), /^Expected a reference such as \$\{id\} .* Write \$\$\{ for/, text)
    assert.equal(findReferences([text]).fault, fault(text))
  }
})

test('only own properties are followed, and a `__proto__` is data', () => {
  for (const path of ['__proto__', 'constructor', 'toString', 'customer.__proto__.x', 'items.map'])
    assert.match(fault(`\${a.${path}}`), /^Step "a" has no/, path)
  const input = JSON.parse('{"__proto__": {"polluted": "${a.customer.id}"}}') as object
  const value = resolved(input) as object
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
  assert.deepEqual(Object.keys(value), ['__proto__'])
  assert.equal(JSON.stringify(value), '{"__proto__":{"polluted":7}}')
  const own = new Map([['a', JSON.parse('{"__proto__": 5}') as unknown]])
  assert.deepEqual(resolveReferences('${a.__proto__}', own), { ok: true, value: 5 })
})

test('an input nested too deep is a fault, and no stack overflows', () => {
  const nested = (levels: number): unknown => {
    let value: unknown = '${a.customer.id}'
    for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value }
    return value
  }
  assert.equal(findReferences(nested(1_000)).references.length, 1)
  for (const levels of [1_001, 100_000])
    assert.equal(
      fault(nested(levels)),
      'Expected an input of at most 1000 levels, got a deeper one.',
    )
})

test('a value that throws when it is read is a fault', () => {
  const trap = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('trap')
    },
  })
  assert.deepEqual(resolveReferences('${a.x}', new Map([['a', trap]])), {
    ok: false,
    message: 'A reference could not be followed: trap',
  })
})

test('texts do not grow without end, one or all together', () => {
  const big = new Map([['a', 'x'.repeat(1_000_000)]])
  for (const input of ['${a}'.repeat(1_000), Array.from({ length: 1_000 }, () => 'see ${a}')])
    assert.deepEqual(resolveReferences(input, big), {
      ok: false,
      message:
        'Expected references to bring at most 16000000 characters into one input, got more. Refer to the parts that are ' +
        'needed, as in ${id.field}.',
    })
})

test('whatever an input or a result is, its references are found and followed, or a fault says why', () => {
  fc.assert(
    fc.property(hostile, hostile, (make, makeResult) => {
      const some = new Map([['a', makeResult()]])
      for (const input of [make(), { a: make(), b: '${a.a}' }, ['${a}', 'text ${a[0]}']]) {
        assert.ok(Array.isArray(findReferences(input).references))
        assert.equal(typeof resolveReferences(input, some).ok, 'boolean')
      }
    }),
    { numRuns: cases(500) },
  )
})

test('an input without end in breadth is a fault: gaps, and what is shared again and again', () => {
  const gaps: unknown[] = []
  gaps[4_000_000_000] = '${a}'
  let shared: unknown = '${a}'
  for (let level = 0; level < 60; level += 1) shared = [shared, shared]
  for (const input of [gaps, shared, endless()])
    assert.match(String(findReferences(input).fault), /^Expected an input of at most 1/)
})

test('long texts are read in linear time', () => {
  const growth = cpuGrowth((count) => {
    for (const text of [
      '${'.repeat(count),
      '${a'.repeat(count),
      `\${a${'.b'.repeat(count)}`,
      `\${a${'["x"'.repeat(count)}`,
      `\${a["${'\\'.repeat(count)}`,
      '$'.repeat(count),
      '$${'.repeat(count),
    ])
      parseText(text)
    assert.equal(parseText('${a} '.repeat(count)).length, 2 * count)
  }, 5_000)
  assert.ok(growth < 40, `ten times the text takes ${growth.toFixed(1)} times as long`)
})

const field = fc.oneof(fc.string(), fc.constantFrom('a', 'first name', '0', '__proto__', 'a.b'))
const pathOf = fc.array(fc.oneof(field, fc.nat(999)), { maxLength: 4 })

test('a path that is written is read as the same path', () => {
  fc.assert(
    fc.property(pathOf, (path) => {
      const text = formatPath(path)
      const reference = text === '' || text.startsWith('[') ? `\${id${text}}` : `\${id.${text}}`
      assert.deepEqual(parseText(reference), [
        { kind: 'reference', id: 'id', path, text: reference },
      ])
    }),
  )
})

test('any text with `${` escaped is itself', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '{', '}', 'a', '.') })
  fc.assert(
    fc.property(text, (words) => {
      // A `$` just before a `${` cannot be told from an escape.
      fc.pre(!words.includes('$${'))
      assert.equal(resolved(words.replaceAll('${', () => '$${')), words)
    }),
  )
})
