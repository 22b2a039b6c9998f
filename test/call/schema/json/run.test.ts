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
