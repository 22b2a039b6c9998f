import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { makeValidator } from '../../../../src/call/schema/schema.ts'
import { accepts, draft7, flawOf, issuesOf } from './support.ts'

describe('names of prototypes', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

  it('are names like others: they are not there unless they are', () => {
    for (const name of names) {
      const there = JSON.parse(`{ ${JSON.stringify(name)}: 1 }`) as object
      const wrong = JSON.parse(`{ ${JSON.stringify(name)}: "x" }`) as object
      const properties = JSON.parse(`{ ${JSON.stringify(name)}: { "type": "number" } }`) as object
      assert.equal(accepts({ required: [name] }, {}), false, name)
      assert.equal(accepts({ required: [name] }, there), true, name)
      assert.equal(accepts({ properties }, {}), true, name)
      assert.equal(accepts({ properties }, wrong), false, name)
      assert.equal(
        accepts({ properties: { a: true }, additionalProperties: false }, there),
        false,
        name,
      )
      assert.equal(accepts({ properties, additionalProperties: false }, there), true, name)
      assert.equal(accepts({ dependentRequired: { [name]: ['a'] } }, {}), true, name)
      assert.equal(accepts({ unevaluatedProperties: false }, there), false, name)
    }
  })

  it('are no keywords, and no type', () => {
    const schema = JSON.parse(
      '{ "constructor": 1, "toString": {}, "__proto__": { "type": 1 } }',
    ) as never
    assert.equal(accepts(schema, {}), true)
    for (const type of names) assert.notEqual(flawOf({ type }), undefined)
  })

  it('change no prototype', () => {
    issuesOf(
      { enum: [JSON.parse('{ "__proto__": { "a": 1 } }')] },
      JSON.parse('{ "__proto__": { "a": 2 } }'),
    )
    assert.equal(({} as { a?: unknown }).a, undefined)
  })
})

describe('what the standard leaves open, or others add', () => {
  it('words unknown here are passed over, whatever they hold', () => {
    const schema = {
      'x-order': 1,
      id: 4,
      $async: true,
      discriminator: [],
      minimun: 'x',
      type: 'object',
    }
    assert.equal(accepts(schema, {}), true)
    assert.equal(accepts(schema, 1), false)
    // Of another draft.
    assert.equal(
      accepts({ $schema: draft7, unevaluatedProperties: 1, prefixItems: [false] }, [1]),
      true,
    )
  })

  it('a format says nothing of whether a value fits', () => {
    assert.equal(
      accepts({ properties: { a: { type: 'string', format: 'email' } } }, { a: 'x' }),
      true,
    )
    assert.notEqual(flawOf({ format: 1 }), undefined)
  })

  it('`nullable`, as OpenAPI has it, adds null to the type, and to nothing else', () => {
    const schema = { type: 'string', nullable: true }
    assert.deepEqual(
      [null, 'x', 1].map((value) => accepts(schema, value)),
      [true, true, false],
    )
    assert.equal(accepts({ ...schema, enum: ['a'] }, null), false)
    assert.equal(accepts({ ...schema, nullable: false }, null), false)
    assert.equal(accepts({ nullable: true }, 1), true)
  })

  it('a field that is `undefined` is not there, as in JSON', () => {
    const schema = { properties: { a: { type: 'string' } } }
    assert.equal(accepts(schema, { a: undefined }), true)
    assert.equal(accepts({ ...schema, required: ['a'] }, { a: undefined }), false)
  })

  it('an input that throws when it is read is no answer', () => {
    const input = {
      get a(): never {
        throw new Error('trap')
      },
    }
    assert.throws(() => accepts({ properties: { a: { type: 'string' } } }, input), /trap/)
  })

  it('no value fits an empty enum', () => {
    assert.equal(accepts({ properties: { a: { enum: [] } } }, {}), true)
    assert.equal(accepts({ properties: { a: { enum: [] } } }, { a: 1 }), false)
  })

  it("vocabularies of one's own choice are those that count", () => {
    const dialect = (picked: object): object => ({
      $schema: 'https://example.com/dialect',
      $defs: { dialect: { $id: 'https://example.com/dialect', $vocabulary: picked } },
      properties: { a: { minimum: 1 }, b: false },
    })
    const base = 'https://json-schema.org/draft/2020-12/vocab/'
    const schema = dialect({
      [`${base}core`]: true,
      [`${base}applicator`]: true,
      'https://example.com/x': false,
    }) as never
    assert.equal(accepts(schema, { a: 0 }), true)
    assert.equal(accepts(schema, { b: 0 }), false)
    assert.match(
      flawOf(dialect({ [`${base}core`]: true, 'https://example.com/x': true })) ?? '',
      /\$schema/,
    )
  })
})

describe('whatever the schema', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  const { schema } = fc.letrec<{ schema: object | boolean }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(
        true,
        false,
        { type: 'string' },
        { type: ['integer', 'object'] },
        { minimum: 1 },
      ),
      fc.record(
        {
          type: fc.constantFrom('object', 'array', 'string', 'number'),
          properties: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('schema'), {
            maxKeys: 2,
          }),
          additionalProperties: tie('schema'),
          items: tie('schema'),
          prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          not: tie('schema'),
          if: tie('schema'),
          then: tie('schema'),
          contains: tie('schema'),
          unevaluatedProperties: tie('schema'),
          required: fc.uniqueArray(fc.constantFrom('a', 'b'), { maxLength: 2 }),
          enum: fc.array(value, { maxLength: 3 }),
          uniqueItems: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    ),
  }))

  it('a refusal has a reason; it is the same again, in another tool, and with its words in another order', () => {
    fc.assert(
      fc.property(schema, value, (inner, input) => {
        const whole = { allOf: [inner] }
        const validate = makeValidator('t', whole)
        const validated = validate(input)
        assert.ok(!(validated instanceof Promise))
        if (!validated.ok) assert.notEqual(validated.issues.length, 0)
        assert.deepEqual(validate(input), validated)
        assert.deepEqual(makeValidator('other', structuredClone(whole))(input), validated)
        assert.equal(accepts({ allOf: [turned(inner)] }, input), validated.ok)
        assert.equal(accepts({ not: { not: inner } }, input), validated.ok)
      }),
      { numRuns: 1_000 },
    )
  })

  function turned(inner: object | boolean): object | boolean {
    if (typeof inner === 'boolean') return inner
    return Object.fromEntries(Object.entries(inner).toReversed())
  }
})
