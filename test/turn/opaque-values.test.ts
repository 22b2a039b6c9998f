import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it, type TestContext } from 'node:test'
import { content } from '../../src/call/content/content.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { unhandled } from '../support/unhandled.ts'
import { calls } from './lab.ts'

const returning = (name: string, execute: () => unknown): AnyTool =>
  tool({ name, reads: [], execute }) as AnyTool

function run(...tools: readonly AnyTool[]): Promise<TurnReport> {
  return createEngine({ tools }).execute(calls(...tools.map(({ name }) => name)))
}

it('what a tool returns that no JSON shows is a warning that names the tool and the place', async () => {
  const never = new Promise(() => {})
  const cases: [value: unknown, expected: RegExp][] = [
    [{ rows: never }, /^look returned a Promise as `rows` of its result, .*: `await` it\.$/],
    [[1, never], /a Promise as `\[1\]` of its result/],
    [{ pages: [{ 'the text': never }] }, /as `pages\[0\]\.the text` of its result/],
    [new Map([['rows', new Set([never])]]), /as `rows\[0\]` of its result/],
    [{ toJSON: () => ({ rows: never }) }, /as `rows` of its result/],
    [() => 1, /^look returned a function, of which the model is shown nothing\./],
    [Symbol('s'), /^look returned a symbol, /],
    [{ body: new Blob(['x']) }, /a Blob as `body` of its result, .*`await blob\.text\(\)`/],
    [{ names: (function* () {})() }, /a Generator as `names`/],
    [content({ type: 'json', value: { rows: never } }), /a Promise as `rows`/],
  ]
  for (const [value, expected] of cases) {
    const { warnings, results } = await run(returning('look', () => value))
    assert.equal(results[0]?.status, 'ok')
    assert.equal(warnings.length, 1, String(expected))
    assert.match(warnings[0] ?? '', expected)
  }
})

it('what JSON does show is no warning', async () => {
  const plain = [{ a: 1, at: new Date(0), run: () => 1, none: undefined }, null, 5, 'x', [[]], {}]
  for (const value of plain) {
    const { warnings } = await run(returning('look', () => value))
    assert.deepEqual(warnings, [])
  }
})

it('what a promise inside a result rejected with is told in the report', async (context) => {
  const errors = unhandled(context)
  const printed = printedBy(context)
  const { warnings, outcome } = await run(
    returning('rows', () => ({ rows: Promise.reject(new Error('the database is down')) })),
    returning('all', () => [1, 2].map((row) => Promise.reject(new Error(`row ${row}`)))),
  )
  assert.equal(outcome, 'complete')
  const causes = warnings.filter((warning) => warning.includes(' rejected: '))
  const expected = [
    'The promise that rows returned as `rows` of its result rejected: the database is down',
    'The promise that all returned as `[0]` of its result rejected: row 1',
    'The promise that all returned as `[1]` of its result rejected: row 2',
  ]
  assert.deepEqual(causes, expected)
  assert.deepEqual(await errors(), [])
  assert.deepEqual(await printed(), expected)
})

it('one that rejects once the report was read is printed, as a warning of the process', async (context) => {
  const errors = unhandled(context)
  const { promise, reject } = Promise.withResolvers<void>()
  const { warnings } = await run(
    tool({ name: 'save', writes: [], execute: () => ({ saved: promise }) }) as AnyTool,
  )
  assert.equal(warnings.length, 1)
  const printed = once(process, 'warning')
  reject(new Error('the disk is full'))
  const [warning] = (await printed) as [Error & { code: string }]
  assert.match(warning.message, /^The promise that save returned as `saved` .*: the disk is full$/)
  assert.equal(warning.name, 'FanfoldWarning')
  assert.deepEqual(await errors(), [])
})

function printedBy(context: TestContext): () => Promise<readonly string[]> {
  const texts: string[] = []
  const note = ({ message }: Error): void => void texts.push(message)
  process.on('warning', note)
  context.after(() => void process.off('warning', note))
  return async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return texts
  }
}
