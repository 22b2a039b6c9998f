import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepts, draft7, flawOf, issuesOf } from './support.ts'

const number = { type: 'number' }
const text = { type: 'string' }

describe('a schema that is none is refused, with the place of what is wrong', () => {
  const circle: Record<string, unknown> = {}
  circle['not'] = circle
  const throwing = {
    get type(): never {
      throw new Error('trap')
    },
  }
  const cases: readonly [string, unknown, RegExp][] = [
    ['a type that there is not', { type: 'strin' }, /^type must be one of string, number/],
    ['two types that are one', { type: ['null', 'null'] }, /^type must be/],
    [
      'a bound as text',
      { properties: { a: { minimum: '1' } } },
      /^properties\/a\/minimum must be a n/,
    ],
    ['a bound that JSON does not have', { minimum: NaN }, /^minimum must be a number/],
    ['a length below 0', { items: { minLength: -1 } }, /^items\/minLength must be a whole number/],
    ['a step of 0', { multipleOf: 0 }, /^multipleOf must be a number above 0/],
    ['names that come twice', { required: ['a', 'a'] }, /^required must be an array of different/],
    ['no alternatives', { anyOf: [] }, /^anyOf must be an array with at least one schema/],
    [
      'an alternative that is text',
      { anyOf: [true, 'x'] },
      /^anyOf\/1 must be an object or a bool/,
    ],
    ['a list of items', { items: [{}] }, /^items must be an object or a boolean/],
    ['properties as a list', { properties: [] }, /^properties must be an object/],
    ['a dependency on no name', { dependencies: { a: [1] } }, /^dependencies must be/],
    [
      'a pattern that is none',
      { properties: { a: { pattern: '(' } } },
      /^properties\/a\/pattern is no p/,
    ],
    [
      'a pattern of names that is none',
      { patternProperties: { '[': {} } },
      /^patternProperties is no/,
    ],
    ['a flaw among the definitions', { $defs: { a: { type: 'x' } } }, /^\$defs\/a\/type must be/],
    [
      'a flaw that only a reference leads to',
      { $ref: '#/x/y', x: { y: { type: 1 } } },
      /^type must/,
    ],
    ['a reference to nothing', { $ref: '#/$defs/a' }, /^its reference #\/\$defs\/a leads nowhere/],
    ['a reference to what is no schema', { $ref: '#/title', title: 'x' }, /leads nowhere/],
    ['a reference to a list', { $ref: '#/allOf', allOf: [true] }, /leads nowhere/],
    ['a reference to a prototype', { $ref: '#/constructor' }, /leads nowhere/],
    ['a reference to a name that nothing has', { $ref: '#a' }, /leads nowhere/],
    ['a reference to elsewhere', { $ref: 'https://example.com/a.json' }, /leads nowhere/],
    ['a reference that is no URI', { $ref: '#/%' }, /is no URI/],
    [
      'a dialect that is not known',
      { $schema: 'https://example.com/x' },
      /known are draft 2020-12 and/,
    ],
    ['draft 4', { $schema: 'http://json-schema.org/draft-04/schema#' }, /^its "\$schema" is/],
    [
      'two schemas of one URI',
      { $defs: { a: { $id: 'x' }, b: { $id: 'x', ...text } } },
      /two schemas of/,
    ],
    [
      'two schemas of one name',
      { $defs: { a: { $anchor: 'x' }, b: { $anchor: 'x', ...text } } },
      /two sch/,
    ],
    ['a circle of objects', circle, /circular/],
    ['a getter that throws', throwing, /^trap$/],
    ['a number that JSON does not have', { const: 1n }, /BigInt/],
    ['a function', () => true, /JSON/],
  ]
  for (const [name, schema, flaw] of cases)
    it(name, () => {
      assert.match(flawOf(schema) ?? 'none', flaw)
    })

  it('one that nests too deep, whatever it nests in; a deep one still checks', () => {
    const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown =>
      levels === 0 ? text : wrap(nested(levels - 1, wrap))
    const inItems = (items: unknown): unknown => ({ items })
    const inFields = (a: unknown): unknown => ({ properties: { a } })
    for (const wrap of [inItems, inFields]) {
      assert.match(flawOf(nested(2_000, wrap)) ?? 'none', /lies too deep/)
      assert.equal(flawOf(nested(250, wrap)), undefined)
    }
    assert.equal(
      accepts(
        nested(250, inItems) as never,
        nested(250, (one) => [one]),
      ),
      false,
    )
    let huge: unknown = 1
    for (let level = 0; level < 50_000; level += 1) huge = { not: huge }
    assert.match(flawOf(huge) ?? 'none', /call stack|too deep/)
  })
})

describe('a schema of many fields', () => {
  it('is taken, and one wrong field in it is found', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, n) => [`f${n}`, { $ref: '#/$defs/n' }] as const),
    )
    const schema = { properties, $defs: { n: number } }
    assert.deepEqual(issuesOf(schema, { f0: 1, f4999: 'x' }), ['f4999: must be number'])
  })
})

describe('a reference', () => {
  it('finds a place by its path, with escapes, through lists and through words unknown here', () => {
    for (const [$ref, more] of [
      ['#/$defs/a~1b~0c', { $defs: { 'a/b~c': number } }],
      ['#/$defs/a%25b', { $defs: { 'a%b': number } }],
      ['#/anyOf/1', { anyOf: [true, number] }],
      ['#/other/place', { other: { place: number } }],
      ['#/$defs/__proto__', JSON.parse('{ "$defs": { "__proto__": { "type": "number" } } }')],
    ] as const) {
      const schema = { properties: { x: { $ref } }, ...(more as object) }
      assert.equal(accepts(schema, { x: 1 }), true, $ref)
      assert.equal(accepts(schema, { x: 'a' }), false, $ref)
    }
  })

  it('finds a place by its name, and by a URI from the nearest $id', () => {
    const schema = {
      $id: 'https://example.com/tools/root.json',
      properties: {
        a: { $ref: '#named' },
        b: { $ref: 'other.json' },
        c: { $ref: '/tools/other.json#inner' },
        d: { $id: 'sub/', $ref: '../other.json' },
      },
      $defs: {
        one: { $anchor: 'named', ...number },
        two: { $id: 'other.json', ...number, $defs: { x: { $anchor: 'inner', ...number } } },
      },
    }
    for (const name of 'abcd') {
      assert.equal(accepts(schema, { [name]: 1 }), true, name)
      assert.equal(accepts(schema, { [name]: 'x' }), false, name)
    }
  })

  it('may lead to itself: trees are checked to their leaves', () => {
    const tree = {
      properties: { value: number, children: { items: { $ref: '#' } } },
      required: ['value'],
    }
    const leaf = { value: 'x' }
    const value = { value: 1, children: [{ value: 2, children: [leaf] }] }
    assert.deepEqual(issuesOf(tree, value), ['children.0.children.0.value: must be number'])
  })

  it('that leads to itself and nowhere else ends with an error, not with an answer', () => {
    for (const schema of [{ $ref: '#' }, { allOf: [{ $ref: '#' }] }])
      assert.throws(() => accepts(schema, {}), RangeError)
  })

  it('stands alone in draft 7; since then what is beside it counts, too', () => {
    const schema = {
      properties: { a: { $ref: '#/definitions/n', maximum: 1 } },
      definitions: { n: number },
    }
    assert.equal(accepts({ $schema: draft7, ...schema }, { a: 2 }), true)
    assert.equal(accepts(schema, { a: 2 }), false)
  })

  it('that is dynamic means what the outermost schema has of that name', () => {
    const list = {
      $id: 'list',
      items: { $dynamicRef: '#item' },
      $defs: { item: { $dynamicAnchor: 'item' } },
    }
    const schema = {
      $id: 'https://example.com/numbers',
      $ref: 'list',
      $defs: { list, number: { $dynamicAnchor: 'item', ...number } },
    }
    assert.equal(accepts(schema, [1]), true)
    assert.equal(accepts(schema, ['x']), false)
    assert.equal(accepts(list, ['x']), true)
  })

  it('to the schema of the dialect asks for a schema', () => {
    for (const [$ref, good, bad] of [
      ['https://json-schema.org/draft/2020-12/schema', { type: 'string' }, { type: 'text' }],
      [
        'https://json-schema.org/draft/2020-12/meta/validation',
        { properties: 1 },
        { minimum: 'x' },
      ],
      [draft7, { items: [true] }, { items: [] }],
    ] as const) {
      const schema = { properties: { schema: { $ref } } }
      assert.equal(accepts(schema, { schema: good }), true)
      assert.match(
        issuesOf(schema, { schema: bad })[0] ?? '',
        /^schema: must be a JSON Schema: \w+ must be/,
      )
    }
  })
})

describe('the same $id in two tools', () => {
  it('is two schemas: neither knows of the other', () => {
    const $id = 'https://example.com/input'
    const one = { $id, properties: { a: { $ref: '#/$defs/x' } }, $defs: { x: number } }
    const other = { $id, properties: { a: { $ref: '#/$defs/x' } }, $defs: { x: text } }
    for (const _ of [1, 2]) {
      assert.equal(accepts(one, { a: 1 }), true)
      assert.equal(accepts(other, { a: 1 }), false)
      assert.equal(accepts(other, { a: 'x' }), true)
    }
  })
})
