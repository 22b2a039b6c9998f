import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { makeValidator } from '../../../src/call/schema/schema.ts'
import type { Validated } from '../../../src/call/schema/validate.ts'
import { hostile } from '../../support/hostile-values.ts'

const good = { value: { a: 1 } }

/** What comes of a Standard Schema whose `validate` answers so. */
async function checked(answer: () => unknown): Promise<Validated | string> {
  const schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      jsonSchema: { input: () => ({}) },
      validate: answer,
    },
  }
  const validate = makeValidator('one', schema as never)
  try {
    return await validate({})
  } catch (error) {
    return String(error)
  }
}

describe('a Standard Schema', () => {
  it('may answer by a promise of any kind', async () => {
    const promises: (() => unknown)[] = [
      () => Promise.resolve(good),
      () => runInNewContext('Promise.resolve(good)', { good }) as unknown,
      () => ({ then: (done: (value: unknown) => void) => done(good) }),
      () => ({
        then: (done: (value: unknown) => void, fail: (error: unknown) => void) => {
          done(good)
          done({ issues: [{ message: 'second' }] })
          fail(new Error('third'))
          throw new Error('fourth')
        },
      }),
    ]
    for (const promise of promises)
      assert.deepEqual(await checked(promise), { ok: true, value: { a: 1 } })
  })

  it('whose promise is a trap fails, and does not let the tool run', async () => {
    const traps: (() => unknown)[] = [
      () => Promise.reject(new Error('trap')),
      () => ({ then: (_done: unknown, fail: (error: unknown) => void) => fail(new Error('trap')) }),
      () => ({
        then: () => {
          throw new Error('trap')
        },
      }),
      () => ({
        get then(): never {
          throw new Error('trap')
        },
      }),
      () =>
        Object.assign(Promise.resolve(good), {
          then: () => {
            throw new Error('trap')
          },
        }),
    ]
    for (const trap of traps) assert.equal(await checked(trap), 'Error: trap')
    const never = checked(() => ({ then: () => {} }))
    const soon = new Promise((resolve) => void setImmediate(resolve, 'soon'))
    assert.equal(await Promise.race([never, soon]), 'soon')
  })

  it('that answers with junk has refused the arguments, and the refusal says so', async () => {
    const junk: [unknown, string][] = [
      [undefined, '`undefined`'],
      [null, '`null`'],
      ['fine', '"fine"'],
      [true, '`true`'],
      [{}, 'an object'],
      [[], 'an array'],
      [{ issues: 'many' }, 'an object'],
      [{ value: 1, issues: {} }, 'an object'],
      [{ issues: undefined }, 'an object'],
    ]
    for (const [answer, shown] of junk)
      for (const give of [() => answer, () => Promise.resolve(answer)])
        assert.deepEqual(await checked(give), {
          ok: false,
          issues: [`The schema answered ${shown}, which does not say whether they fit.`],
        })
  })

  it('that lists issues has refused the arguments, whatever the issues are', async () => {
    const issues = [
      { message: 'a', path: ['x', { key: 'y' }, 0, Symbol('s'), null] },
      { message: 'b', path: 'x' },
      null,
      'c',
      { message: 5 },
    ]
    assert.deepEqual(await checked(() => ({ value: 1, issues })), {
      ok: false,
      issues: [
        'x.y.0.Symbol(s).null: a',
        'b',
        'is not valid: `null`',
        'is not valid: "c"',
        'is not valid: an object',
      ],
    })
    assert.deepEqual(await checked(() => ({ issues: [] })), { ok: false, issues: [] })
    assert.deepEqual(await checked(() => ({ value: undefined, issues: null })), {
      ok: true,
      value: undefined,
    })
  })

  it('answers something, whatever its library answers', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (make) => {
        for (const give of [make, () => ({ issues: make() }), () => ({ issues: [make()] })]) {
          const soon = new Promise((resolve) => void setImmediate(resolve, 'soon'))
          assert.ok(await Promise.race([checked(give), soon]))
        }
      }),
    )
  })
})
