import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ToolCallError } from '../../../src/adapt/tool-call-error.ts'
import { RunError } from '../../../src/agent/run/run-error.ts'
import { FanfoldError, ToolError, UsageError } from '../../../src/call/errors/error.ts'
import { HttpStatusError } from '../../../src/wire/source/source-error.ts'

const errors: readonly [FanfoldError, { readonly name: string; is(error: unknown): boolean }][] = [
  [new FanfoldError('no', { code: 'x' }), FanfoldError],
  [new UsageError('no'), UsageError],
  [new ToolError('no'), ToolError],
  [new RunError('no', 'journal', undefined, {} as never), RunError],
  [new HttpStatusError('no', 500), HttpStatusError],
  [
    new ToolCallError({ status: 'failed', error: { code: 'x', message: 'no' } } as never),
    ToolCallError,
  ],
]

for (const [error, own] of errors)
  test(`${own.name}.is knows its own errors, and no others`, () => {
    for (const [, kind] of errors)
      assert.equal(kind.is(error), kind === own || kind === FanfoldError)
    for (const other of [new Error('no'), null, undefined, 'no', { code: 'usage' }])
      assert.equal(own.is(other), false)
  })
