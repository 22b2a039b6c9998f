import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from '../../../src/call/errors/error.ts'
import { abortSignal, anything, callable, positiveInteger } from '../../../src/call/expect.ts'
import {
  listOf,
  nestedOptions,
  optional,
  optionsCheck,
  recordOf,
  required,
} from '../../../src/call/options/option-list.ts'

interface Inner {
  readonly size?: number | undefined
}

interface Options {
  readonly task: () => unknown
  readonly count?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly inner?: boolean | Inner | undefined
  readonly byName?: Readonly<Record<string, Inner>> | undefined
  readonly list?: readonly Inner[] | undefined
  readonly extra?: unknown
}

const inner = nestedOptions<Inner, 'size'>({ size: optional(positiveInteger, 7) })
const check = optionsCheck<Options, 'count'>({
  task: required(callable()),
  count: optional(positiveInteger, 3),
  signal: optional(abortSignal),
  inner: optional(
    nestedOptions<Inner, 'size', boolean>({ size: optional(positiveInteger, 7) }, true, false),
  ),
  byName: optional(recordOf(inner)),
  list: optional(listOf(inner)),
  extra: optional(anything),
})
const names = 'task, count, signal, inner, byName, list, extra'
const task = (): void => {}

function refused(options: unknown, message: string | RegExp): UsageError {
  try {
    check(options, 'doIt')
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error))
    if (typeof message === 'string') assert.equal(error.message, message)
    else assert.match(error.message, message)
    return error
  }
  assert.fail('It was taken.')
}

describe('a list of options', () => {
  it('gives the options back with their defaults, in a copy', () => {
    const given = { task, inner: { size: 2 } }
    const settings = check(given, 'doIt')
    assert.deepEqual(settings, { task, count: 3, inner: { size: 2 } })
    assert.notEqual(settings, given)
    assert.notEqual(settings.inner, given.inner)
  })

  it('takes what is undefined for absent, at every depth', () => {
    const given = {
      task,
      count: undefined,
      signal: undefined,
      inner: { size: undefined },
      byName: { a: undefined, b: {} },
      extra: undefined,
    }
    const expected = { task, count: 3, inner: { size: 7 }, byName: { b: { size: 7 } } }
    assert.deepEqual(check(given, 'doIt'), expected)
    assert.ok(!('signal' in check(given, 'doIt')))
  })

  it('keeps what is false, 0, empty or null, where that is a value', () => {
    for (const extra of [false, 0, '', null, Number.NaN])
      assert.deepEqual(check({ task, extra }, 'doIt'), { task, count: 3, extra })
    assert.equal(check({ task, inner: false }, 'doIt').inner, false)
  })

  it('names the option, what it should be, and what came', () => {
    refused({ task, count: 0 }, 'Expected `count` to be a positive integer, got `0`.')
    refused({ task, count: null }, 'Expected `count` to be a positive integer, got `null`.')
    refused({ task, count: '3' }, 'Expected `count` to be a positive integer, got "3".')
    refused({ task, count: 3n }, 'Expected `count` to be a positive integer, got `3`.')
    refused({ task, count: Symbol('3') }, /got `Symbol\(3\)`\.$/)
    refused({ task, count: [3] }, /got an array\.$/)
    refused({ task, count: { valueOf: () => 3 } }, /got an object\.$/)
    refused({}, 'Expected `task` to be a function, got `undefined`.')
  })

  it('names where a nested option is', () => {
    refused({ task, inner: { size: 0 } }, /^Expected `inner\.size` to be a positive integer/)
    refused({ task, inner: 5 }, 'Expected `inner` to be true, false or { size }, got `5`.')
    refused({ task, inner: [] }, /got an array/)
    refused({ task, byName: { a: { size: 0 } } }, /^Expected `byName\.a\.size` to be/)
    refused({ task, byName: { a: null } }, 'Expected `byName.a` to be { size }, got `null`.')
    refused({ task, byName: new Map() }, /^Expected `byName` to be an object/)
    refused({ task, list: [{}, { size: 0 }] }, /^Expected `list\[1\]\.size` to be/)
    refused({ task, list: { 0: {} } }, /^Expected `list` to be an array, got an object/)
  })

  it('cuts what came to the length of a sentence', () => {
    assert.ok(refused({ task, count: 'x'.repeat(10_000) }, /…"\.$/).message.length < 200)
    assert.ok(refused({ task, ['x'.repeat(10_000)]: 1 }, /got `x+`\.$/).message.length < 250)
  })
})

describe('a name that is not on the list', () => {
  it('is refused, with the one that was meant', () => {
    const message = `Expected the options of doIt to be ${names}, got \`cuont\`. Did you mean \`count\`?`
    refused({ task, cuont: 1 }, message)
    refused({ task, colour: 1 }, `Expected the options of doIt to be ${names}, got \`colour\`.`)
  })

  it('is refused even if its value is undefined', () => {
    refused({ task, cuont: undefined }, /got `cuont`/)
  })

  it('is refused in nested options', () => {
    const message = 'Expected the options of `inner` to be size, got `sise`. Did you mean `size`?'
    refused({ task, inner: { sise: 1 } }, message)
    refused({ task, byName: { a: { sise: 1 } } }, /^Expected the options of `byName\.a` to be size/)
  })

  it('is refused if all objects inherit it, once it is there', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__'])
      refused(JSON.parse(`{ "${name}": {} }`), new RegExp(`got \`${name}\`\\.$`))
  })

  it('is refused if it is inherited from options, or a symbol', () => {
    refused(Object.create({ task, cuont: 1 }), /got `cuont`/)
    refused({ task, [Symbol('count')]: 1 }, /got `Symbol\(count\)`\.$/)
  })

  it('that somebody has given to all objects is none of anybody', () => {
    const everything = Object.prototype as unknown as Record<string, unknown>
    everything['cuont'] = 1
    try {
      assert.deepEqual(check({ task }, 'doIt'), { task, count: 3 })
    } finally {
      delete everything['cuont']
    }
  })
})

describe('options that are no plain object', () => {
  it('are refused in a sentence', () => {
    const expected = (what: string): string =>
      `Expected the options of doIt to be an object, got ${what}.`
    refused(null, expected('`null`'))
    refused(5, expected('`5`'))
    refused('a', expected('"a"'))
    refused([], expected('an array'))
    refused(task, expected('a function'))
    for (const slip of [new Map(), Promise.resolve({}), new Date(), new Error('x'), /x/])
      refused(slip, expected(`a ${slip.constructor.name}`))
  })

  it('are taken as instances of a class, from their prototype, frozen, or without one', () => {
    class Own {
      task = task
      get count(): number {
        return 5
      }
    }
    const without = Object.assign(Object.create(null), { task, count: 5 }) as object
    for (const options of [
      new Own(),
      Object.create({ task, count: 5 }),
      without,
      Object.freeze({ task, count: 5 }),
    ])
      assert.deepEqual(check(options, 'doIt'), { task, count: 5 })
  })

  it('may be left out if there is none that is needed', () => {
    assert.deepEqual(optionsCheck<Inner>({ size: optional(positiveInteger) })(undefined, 'f'), {})
    refused(undefined, 'Expected the options of doIt to be an object, got `undefined`.')
  })
})

describe('options that are traps', () => {
  it('are refused with the cause, whatever throws', () => {
    const cause = new Error('boom')
    const trap = (): never => {
      throw cause
    }
    const getter = Object.defineProperty({ task }, 'count', { get: trap, enumerable: true })
    const error = refused(getter, 'Expected `count` to be readable, but: boom')
    assert.equal(error.cause, cause)
    const nested = Object.defineProperty({}, 'size', { get: trap, enumerable: true })
    refused({ task, inner: nested }, 'Expected `inner.size` to be readable, but: boom')
    refused(new Proxy({}, { ownKeys: trap }), /^Expected the options of doIt to be readable/)
    refused(new Proxy({}, { getPrototypeOf: trap }), /boom/)
    refused({ task, signal: new Proxy({}, { getPrototypeOf: trap }) }, /`signal`/)
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    refused(revoked.proxy, /^Expected the options of doIt/)
    refused({ task, count: revoked.proxy }, /`count`/)
    refused({ task, inner: revoked.proxy }, /`inner`/)
    refused({ task, list: revoked.proxy }, /`list`/)
  })

  it('are read once, so that what was checked is what is used', () => {
    let reads = 0
    const options = Object.defineProperty({ task }, 'count', { get: () => (reads += 1) })
    assert.equal(check(options, 'doIt').count, 1)
    assert.equal(reads, 1)
  })
})
