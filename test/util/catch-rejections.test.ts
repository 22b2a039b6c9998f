import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import * as fc from 'fast-check'
import { catchRejections } from '../../src/util/catch-rejections.ts'
import { endless } from '../support/deep-values.ts'
import { hostile } from '../support/hostile-values.ts'
import { unhandled } from '../support/unhandled.ts'

const rejecting = (): Promise<never> => Promise.reject(new Error('nobody asked'))

it('a promise inside a value that nobody awaits is caught, wherever it is', async (context: TestContext) => {
  const errors = unhandled(context)
  const cycle: Record<string, unknown> = { promise: rejecting() }
  cycle['self'] = cycle
  class Rows {
    rows = rejecting()
  }
  class Lazy extends Promise<never> {
    // oxlint-disable-next-line unicorn/no-thenable
    override then = (() => {
      throw new Error('no')
    }) as never
  }
  const values = [
    rejecting(),
    { rows: rejecting() },
    [[{ a: [rejecting(), rejecting()] }]],
    new Map([['a', rejecting()]]),
    new Set([rejecting()]),
    new Error('outer', { cause: rejecting() }),
    Object.assign(Object.create(null), { a: rejecting() }),
    new Rows(),
    new Lazy((_resolve, reject) => reject(new Error('lazy'))),
    cycle,
    [Proxy.revocable({}, {}), rejecting()],
  ]
  for (const value of values) catchRejections(value)
  assert.deepEqual(await errors(), [])
})

it('whoever awaits it is told all the same', async () => {
  const value = { rows: rejecting() }
  catchRejections(value)
  await assert.rejects(value.rows, /nobody asked/)
})

it('no getter is called, and nothing throws, however large or odd the value is', () => {
  const value = {
    get rows(): never {
      throw new Error('called')
    },
  }
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level += 1) deep = [deep]
  const huge: unknown[] = []
  huge[4_000_000_000] = 1
  for (const one of [value, deep, huge, endless(), new Uint8Array(5e7), null, 'x', process])
    catchRejections(one)
  fc.assert(fc.property(hostile, (make) => catchRejections(make()) === undefined))
})
