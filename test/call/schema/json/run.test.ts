import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { issuesOf } from './support.ts'

describe('what is wrong is said in words', () => {
  const cases: readonly [object, unknown, readonly string[]][] = [
    [{ type: 'object' }, 1, ['The arguments must be object.']],
    [{ type: ['string', 'null'] }, 1, ['The arguments must be string or null.']],
    [
      { required: ['a', 'b'] },
      {},
      [
        "The arguments must have required property 'a'.",
        "The arguments must have required property 'b'.",
      ],
    ],
    [
      { properties: { a: { enum: ['x', null, { b: 1 }] } } },
      { a: 1 },
      ['a: must be equal to one of the allowed values: ["x",null,{"b":1}]'],
    ],
    [{ properties: { a: { const: 'x' } } }, { a: 1 }, ['a: must be equal to constant: "x"']],
    [
      { properties: { a: { minimum: 1 }, b: { exclusiveMaximum: 2 } } },
      { a: 0, b: 2 },
      ['a: must be >= 1', 'b: must be < 2'],
    ],
    [
      { properties: { a: { maximum: 1 }, b: { exclusiveMinimum: 2 } } },
      { a: 2, b: 2 },
      ['a: must be <= 1', 'b: must be > 2'],
    ],
    [
      { properties: { a: { minLength: 2, pattern: '^b' } } },
      { a: 'x' },
      ['a: must NOT have fewer than 2 characters', 'a: must match pattern "^b"'],
    ],
    [
      { properties: { a: { items: { type: 'integer' }, maxItems: 1 } } },
      { a: [1, 'x'] },
      ['a.1: must be integer', 'a: must NOT have more than 1 items'],
    ],
    [
      { properties: { a: {} }, additionalProperties: false },
      { b: 1, c: 1 },
      [
        'The arguments must NOT have additional properties: "b".',
        'The arguments must NOT have additional properties: "c".',
      ],
    ],
    [{ properties: { a: false } }, { a: 1 }, ['a: must NOT be there']],
    [
      { properties: { a: { uniqueItems: true } } },
      { a: [{ x: 1, y: 2 }, 3, { y: 2, x: 1 }] },
      ['a: must NOT have duplicate items (items ## 0 and 2 are identical)'],
    ],
    [
      { properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
      { a: 1 },
      ['a: must be string', 'a: must be null', 'a: must match a schema in anyOf'],
    ],
    [
      { properties: { a: { oneOf: [{ minimum: 1 }, { minimum: 2 }] } } },
      { a: 3 },
      ['a: must match exactly one schema in oneOf'],
    ],
    [{ not: { required: ['a'] } }, { a: 1 }, ['The arguments must NOT be valid.']],
    [
      { if: { required: ['a'] }, then: { required: ['b'] } },
      { a: 1 },
      ["The arguments must have required property 'b'.", 'The arguments must match "then" schema.'],
    ],
    [
      { dependentRequired: { a: ['b'] } },
      { a: 1 },
      ["The arguments must have property 'b' when property 'a' is present."],
    ],
    [
      { propertyNames: { maxLength: 1 } },
      { ab: 1 },
      [
        'The arguments must NOT have more than 1 characters.',
        'The arguments property name must be valid: "ab".',
      ],
    ],
    [
      { properties: { a: { contains: { const: 1 }, maxContains: 1 } } },
      { a: [1, 1] },
      ['a: must contain at least 1 and no more than 1 valid item(s)'],
    ],
    [
      { properties: { a: true }, unevaluatedProperties: false },
      { b: 1 },
      ['The arguments must NOT have unevaluated properties: "b".'],
    ],
    [{ minProperties: 1 }, {}, ['The arguments must NOT have fewer than 1 properties.']],
    [{ properties: { a: { multipleOf: 0.1 } } }, { a: 0.25 }, ['a: must be multiple of 0.1']],
  ]
  for (const [schema, input, issues] of cases)
    it(JSON.stringify(schema), () => {
      assert.deepEqual(issuesOf(schema as never, input), issues)
    })

  it('of what a branch finds wrong nothing, if another branch fits', () => {
    const schema = {
      properties: { a: { anyOf: [{ type: 'string' }, { type: 'number' }] }, b: { type: 'null' } },
    }
    assert.deepEqual(issuesOf(schema, { a: 1, b: 1 }), ['b: must be null'])
  })

  it('soon, where branches refer to themselves and the value is wrong at its deepest', () => {
    const kind = (name: string): object => ({
      properties: { kind: { const: name }, child: { $ref: '#/$defs/node' } },
      required: ['kind'],
    })
    const schema = { $ref: '#/$defs/node', $defs: { node: { anyOf: ['a', 'b', 'c'].map(kind) } } }
    const nested = (levels: number, leaf: unknown): unknown =>
      levels === 0 ? leaf : { kind: 'c', child: nested(levels - 1, leaf) }
    assert.deepEqual(issuesOf(schema, nested(60, { kind: 'b' })), [])
    assert.equal(issuesOf(schema, nested(60, { kind: 'd' })).length, 21)
  })

  it('of the first twenty issues, and of each the beginning', () => {
    const issues = issuesOf(
      { additionalProperties: { const: 'x'.repeat(5_000) } },
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [n, n])),
    )
    assert.equal(issues.length, 21)
    assert.equal(issues.at(-1), '… and 10 more.')
    assert.ok(issues.every((issue) => issue.length <= 900))
  })
})

describe('a schema that refers to itself in many branches', () => {
  const kinds = ['add', 'sub', 'mul', 'div', 'mod', 'pow', 'and', 'or', 'xor', 'not']
  const sub = { $ref: '#/$defs/e' }
  // What tells the branches apart comes last: each looks at all that is inside before.
  const branch = (kind: string): object => ({
    properties: { left: sub, right: sub, kind: { const: kind } },
    required: ['left', 'right', 'kind'],
  })
  const leaf = { properties: { n: { type: 'number' } }, required: ['n'] }
  const tree = (levels: number, n: unknown): object => {
    let made: object = { n }
    for (let level = 0; level < levels; level += 1)
      made = { kind: kinds[level % kinds.length], left: { n: 1 }, right: made }
    return made
  }
  for (const [word, branches] of [
    ['anyOf', [...kinds.map(branch), leaf]],
    ['oneOf', [...kinds.map(branch), leaf]],
  ] as const)
    it(`looks at no part once a branch of each level: ${word}`, () => {
      const schema = { properties: { e: sub }, $defs: { e: { [word]: branches } } }
      assert.deepEqual(issuesOf(schema, { e: tree(40, 1) }), [])
      assert.notDeepEqual(issuesOf(schema, { e: tree(40, 'x') }), [])
    })

  it('knows by what a value fits, and why it does not, wherever it asks', () => {
    const schema = {
      $defs: { a: { properties: { x: { type: 'number' } } } },
      properties: {
        one: { $ref: '#/$defs/a' },
        two: { $ref: '#/$defs/a', unevaluatedProperties: false },
      },
    }
    const same = { x: 1 }
    assert.deepEqual(issuesOf(schema, { one: same, two: same }), [])
    const more = { x: 1, y: 2 }
    assert.deepEqual(issuesOf(schema, { one: more, two: more }), [
      'two: must NOT have unevaluated properties: "y"',
    ])
    const wrong = { x: 'x' }
    assert.deepEqual(issuesOf(schema, { one: wrong, two: wrong }), [
      'one.x: must be number',
      'two.x: must be number',
    ])
  })
})
