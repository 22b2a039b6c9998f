import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { createEngine, summarize, tool } from '../../../src/index.ts'
import * as endings from '../../../src/call/errors/call-failure.ts'
import * as outside from '../../../src/call/errors/from-outside.ts'
import * as doubts from '../../../src/call/errors/in-doubt.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import { cpuGrowth } from '../../support/cpu-growth.ts'

const { reasonOf: _reasonOf, ...rest } = endings
const failures = { ...rest, ...doubts, ...outside }

/** Longer than any message, with what moves a terminal's cursor in it. */
const long = `${'x'.repeat(200)}\u001b[2J\n`.repeat(5_000)

/** The longest that a model is told of one failure, in characters. */
const mostTold = 22_000

const call = { id: long, name: long, input: {}, invalid: undefined }
const unreadable = { reason: 'json', message: long, text: long } as const
const result = { id: long, name: long, status: 'failed' } as never
const cause = { kind: 'cancelled', message: long } as const
const timeout = { kind: 'timeout', message: long } as const
const toolError = new ToolError(long)
const failure = failures.threw(long, new Error(long))

/** What each of them says when all that comes from elsewhere is long. */
const said: Readonly<Record<keyof typeof failures, readonly (endings.CallFailure | string)[]>> = {
  invalidCall: [failures.invalidCall(long)],
  unknownTool: [
    failures.unknownTool(long, []),
    failures.unknownTool('a', [long]),
    failures.unknownTool(
      'a',
      Array.from({ length: 1_000 }, () => long),
    ),
  ],
  unreadableInput: [failures.unreadableInput(call.name, unreadable)],
  wrongInput: [
    failures.wrongInput(
      long,
      Array.from({ length: 20 }, () => long),
    ),
  ],
  failedBefore: [failures.failedBefore(long, long)],
  breakerOpen: [failures.breakerOpen(long, 1)],
  retryLater: [failures.retryLater(long, 1)],
  notRetried: [failures.notRetried(failure, failures.neverStarted(long, cause))],
  badReference: [failures.badReference(long, long)],
  dependencyFailed: [failures.dependencyFailed(long, result)],
  wouldDeadlock: [failures.wouldDeadlock(long, long)],
  heldInPart: [failures.heldInPart(long, long)],
  joinsItself: [failures.joinsItself(long)],
  denied: [failures.denied(long, long)],
  threw: [failure, failures.threw(long, toolError), failures.threw(long, long)],
  inDoubt: [failures.inDoubt(long)],
  mayHaveRun: [failures.mayHaveRun(long, failures.neverStarted(long, cause), 'history')],
  openPlan: [failures.openPlan(long, failure)],
  comesAfterOpen: [failures.comesAfterOpen(long, call, failure)],
  noRecord: [failures.noRecord(long)],
  lostInDoubt: [failures.lostInDoubt(long, new Error(long))],
  lost: [failures.lost(long, new Error(long))],
  anotherCall: [failures.anotherCall(call, 'another'), failures.anotherCall(call, long)],
  notJournaled: [failures.notJournaled(long, new Error(long))],
  notKept: [failures.notKept(call, new Error(long))],
  keysUnreachable: [failures.keysUnreachable(long, long, new Error(long))],
  stopped: [failures.stopped(long, cause, false), failures.stopped(long, timeout, false)],
  neverStarted: [failures.neverStarted(long, cause)],
  withdrawn: [failures.withdrawn(long, long)],
  comesFromOutside: [failures.comesFromOutside(long)],
  notInPlan: [failures.notInPlan(long)],
  endsNoPlan: [failures.endsNoPlan(long)],
}

/** Those that hold an error's message, or what a schema says: of any other the names and reasons are all that is long. */
const holdsMore = [
  'wrongInput',
  'threw',
  'notRetried',
  'notJournaled',
  'notKept',
  'keysUnreachable',
]
const mostNames = 9_000

describe('what is said of a call', () => {
  it('has a bound, whatever a model, a tool or a signal put into it', () => {
    assert.deepEqual(Object.keys(said).sort(), Object.keys(failures).sort())
    for (const [name, all] of Object.entries(said))
      for (const one of all) {
        const text = typeof one === 'string' ? one : one.error.message
        const most = holdsMore.includes(name) ? mostTold : mostNames
        assert.ok(text.length <= most, `${name} says ${text.length} characters`)
      }
  })

  it('shows names on one line, and says how a long list goes on', () => {
    const { message } = failures.unknownTool(
      'a\u001b[2J\nb',
      Array.from({ length: 1_000 }, (_, index) => `tool ${index}`),
    ).error
    assert.match(message, /no tool named "a\\u001b\[2J\\nb"/)
    assert.match(message, /tool 39 and 960 more\.$/)
  })
})

describe('an engine that is given long things', () => {
  const items = z.object({ items: z.array(z.number()) })
  const jsonSchema = {
    type: 'object',
    properties: { items: { type: 'array', items: { type: 'number' } } },
  }
  const tools = [
    tool({ name: 'zod', inputSchema: items, execute: () => 1 }),
    tool({ name: 'json', inputSchema: jsonSchema, execute: () => 1 }),
    tool({
      name: 'strict',
      inputSchema: z.strictObject({}),
      execute: () => 1,
    }),
    tool({
      name: 'keys',
      reads: (input: unknown) => {
        throw new Error(JSON.stringify(input))
      },
      execute: () => 1,
    }),
  ]
  const engine = createEngine({ tools, batch: true })
  const wrong = Array.from({ length: 50_000 }, () => 'no number')

  const inputs: readonly (readonly [name: string, input: unknown])[] = [
    [long, {}],
    ['zod', { items: wrong }],
    ['json', { items: wrong }],
    ['strict', { [long]: 1 }],
    ['strict', { [long]: 1, ...Object.fromEntries(wrong.map((_, index) => [`f${index}`, 1])) }],
    ['keys', { long }],
    ['batch', { steps: [{ id: long, tool: long, input: { of: `\${${'y'.repeat(100_000)}}` } }] }],
    ['batch', { steps: ['a', 'a'].map(() => ({ id: long, tool: 'zod', input: {} })) }],
    ['batch', { steps: [{ id: long, tool: 'zod', input: 1 }] }],
    ['batch', { steps: [{ id: long, tool: 'json', input: { of: `\${${long}}` } }] }],
  ]

  const mostOf = (name: string): number => (name === 'batch' || name === long ? 3_000 : mostTold)

  it('answers each with a message of bounded length, and so its warnings', async () => {
    for (const [name, input] of inputs) {
      const report = await engine.execute([{ id: '1', name, input }])
      const [result] = report.results
      if (name !== 'keys') assert.equal(result?.status, 'failed')
      if (name !== 'keys') assert.ok((result?.error?.message.length ?? 0) > 10)
      for (const text of [result?.error?.message ?? '', ...report.warnings])
        assert.ok(text.length <= mostOf(name), `${name.slice(0, 10)}: ${text.length} characters`)
      assert.ok(summarize(report).errors.length <= mostTold + 1_000)
    }
  })

  it('tells what is wrong with an input first, and how much more there is', async () => {
    for (const name of ['zod', 'json']) {
      const { results } = await engine.execute([{ id: '1', name, input: { items: wrong } }])
      const text = results[0]?.error?.message ?? ''
      assert.match(text, /^- items\.0: /m)
      assert.doesNotMatch(text, /items\.20:/)
      assert.match(text, /^- … and 49980 more\.$/m)
    }
  })

  it('explains them no longer', () => {
    for (const references of [false, true])
      for (const [name, input] of inputs) {
        const { text } = engine.explain([{ id: long, name, input }], { references })
        assert.ok(text.length <= 2 * mostTold, `${name.slice(0, 10)}: ${text.length} characters`)
      }
    const uses = engine.explain(
      [
        { id: 'a', name: 'zod', input: { items: [] } },
        { id: 'b', name: 'zod', input: { items: `\${a${'.b'.repeat(100_000)}}` } },
      ],
      { references: true },
    )
    assert.ok(uses.text.length < 2_000)
  })

  it('is told of references that lead nowhere in a few words, however long they are', async () => {
    const { results } = await engine.execute(
      [
        { id: long.slice(0, 150_000).replaceAll(/[^x]/g, 'x'), name: 'json', input: { items: [] } },
        {
          id: 'b',
          name: 'json',
          input: { items: `\${${'x'.repeat(150_000)}["${'y'.repeat(90_000)}"]}` },
        },
      ],
      { references: true },
    )
    const [, second] = results
    assert.equal(second?.status, 'failed')
    assert.ok((second?.error?.message.length ?? Infinity) < 2_000)
  })

  it('spends time in proportion to what came', async () => {
    const growth = cpuGrowth(
      (size) => {
        failures.unknownTool('x'.repeat(size), ['a'])
        failures.threw('a', new Error('x'.repeat(size)))
      },
      100_000,
      40,
    )
    assert.ok(growth < 40, `ten times the text takes ${growth.toFixed(1)} times as long`)
  })
})
