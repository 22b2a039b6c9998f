import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, it } from 'node:test'
import { types } from 'node:util'
import { runInNewContext, runInThisContext } from 'node:vm'
import * as fc from 'fast-check'
import { asyncContextOf } from '../../../src/util/platform/async-context.ts'
import {
  concatBytes,
  fromBase64,
  portableFromBase64,
  portableToBase64,
  toBase64,
} from '../../../src/util/platform/bytes.ts'
import { readableOf } from '../../../src/util/platform/readable-of.ts'
import { portableSha256, sha256, toHex, utf16Of } from '../../../src/util/platform/sha256.ts'
import { portableTypes, type ValueTypes } from '../../../src/util/platform/value-types.ts'
import { cases } from '../../support/cases.ts'

describe('without Node.js', () => {
  it('a SHA-256 is the same, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const expected = createHash('sha256').update(bytes).digest('hex')
        assert.equal(toHex(portableSha256(bytes)), expected)
        assert.equal(toHex(sha256(bytes)), expected)
      }),
      { numRuns: cases(500) },
    )
    for (const length of [55, 56, 63, 64, 65, 119, 120])
      assert.equal(
        toHex(portableSha256(new Uint8Array(length))),
        createHash('sha256').update(new Uint8Array(length)).digest('hex'),
      )
  })

  it('a text has the same bytes', () => {
    for (const text of ['', 'abc', 'é€😀', '\ud800'])
      assert.deepEqual([...utf16Of(text)], [...Buffer.from(text, 'utf16le')])
  })

  it('base64 is the same, written and read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        for (const write of [toBase64, portableToBase64]) assert.equal(write(bytes), text)
        for (const form of [
          text,
          text.replaceAll('=', ''),
          Buffer.from(bytes).toString('base64url'),
        ])
          for (const read of [fromBase64, portableFromBase64]) assert.deepEqual(read(form), bytes)
      }),
      { numRuns: cases(300) },
    )
    for (const odd of ['a', 'abcde', 'ab c\nd', 'a*b', '=='])
      assert.deepEqual(portableFromBase64(odd), fromBase64(odd), odd)
    assert.deepEqual(
      concatBytes([Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3)]),
      Uint8Array.of(1, 2, 3),
    )
  })

  it('values are told apart as well, of another realm and behind proxies, too', () => {
    const sources = [
      'new Map()',
      'new Set()',
      'new Date(NaN)',
      '/a/',
      'new ArrayBuffer(1)',
      'new Uint8Array(1)',
    ]
    const more = [
      'new DataView(new ArrayBuffer(1))',
      'Object(1)',
      'Object("a")',
      'Object(Symbol())',
      'Object(1n)',
      'Object(true)',
    ]
    const others = [
      'new TypeError()',
      '({})',
      '[]',
      '(() => {})',
      'null',
      '1',
      '"a"',
      'new SharedArrayBuffer(1)',
      'new Proxy(new Map(), {})',
      'Object.create(Date.prototype)',
    ]
    // Before Node.js 24 there is nothing that tells an error of another realm.
    if (!('isError' in Error)) others.shift()
    for (const source of [...sources, ...more, ...others])
      for (const value of [runInNewContext(source) as unknown, runInThisContext(source) as unknown])
        for (const name of Object.keys(portableTypes) as (keyof ValueTypes)[])
          assert.equal(portableTypes[name](value), types[name](value), `${name} of ${source}`)
    assert.ok(portableTypes.isPromise(Promise.resolve()))
    assert.ok(!portableTypes.isPromise({ then: () => {} }))
  })

  it('nobody is inside anything, and everything runs where it is called', () => {
    const none = asyncContextOf(undefined, {})
    assert.equal(none.canEnter, false)
    const storage = new none.AsyncLocalStorage<number>()
    assert.deepEqual(
      storage.run(1, (other: number) => [storage.getStore(), other], 2),
      [undefined, 2],
    )
    assert.equal(
      new none.AsyncResource('test').runInAsyncScope(
        (a: number, b: number) => a + b,
        undefined,
        1,
        2,
      ),
      3,
    )
    assert.equal(none.AsyncResource.bind((text: string) => text)('bound'), 'bound')
    assert.equal(
      none.AsyncLocalStorage.snapshot()((text: string) => text, 'run'),
      'run',
    )
  })

  it('a storage that is a global serves, with what is bound to where it was', () => {
    const { AsyncResource, AsyncLocalStorage: found } = asyncContextOf(undefined, {
      AsyncLocalStorage,
    })
    const storage = new found<number>()
    const [resource, bound] = storage.run(1, () => [
      new AsyncResource('test'),
      AsyncResource.bind(() => storage.getStore()),
    ])
    assert.equal(
      resource.runInAsyncScope(() => storage.getStore()),
      1,
    )
    assert.equal(bound(), 1)
    assert.equal(storage.getStore(), undefined)
  })

  it('a storage that cannot be entered is not', () => {
    class Half extends AsyncLocalStorage<unknown> {
      override enterWith(): void {
        throw new Error('not here')
      }
    }
    assert.equal(asyncContextOf({ AsyncLocalStorage: Half as never }, {}).canEnter, false)
    assert.equal(asyncContextOf({ AsyncLocalStorage }, {}).canEnter, true)
  })

  it('a stream is made of what is iterated, and ends that', async () => {
    let ended = 0
    async function* numbers(): AsyncGenerator<number, void> {
      try {
        yield 1
        yield 2
      } finally {
        ended += 1
      }
    }
    const read: number[] = []
    for await (const value of readableOf(numbers())) read.push(value)
    assert.deepEqual(read, [1, 2])
    const reader = readableOf(numbers()).getReader()
    assert.deepEqual(await reader.read(), { done: false, value: 1 })
    await reader.cancel()
    assert.equal(ended, 2)
  })
})
