import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { content } from '../../src/call/content/content.ts'
import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { anthropic } from '../../src/anthropic.ts'
import { hostile } from '../support/hostile-values.ts'
import { cases } from '../support/cases.ts'

type Way = (value: unknown) => unknown

/** The ways in which a value leaves a tool. */
const ways: Readonly<Record<string, Way>> = {
  returns: (value) => value,
  throws: (value) => {
    throw value
  },
  resolves: async (value) => value,
  rejects: async (value) => {
    throw value
  },
  yields: async function* (value) {
    yield value
  },
  'is caused by': (value) => {
    throw new Error('outer', { cause: value })
  },
  'tells of it by a ToolError': (value) => {
    throw Object.assign(new ToolError('no'), { retryAfterMs: value, code: value })
  },
  'shows as a part': (value) => content(value as string, 'text'),
}

function toolsFor(make: () => unknown): AnyTool[] {
  return Object.entries(ways).flatMap(([name, way]) => [
    tool({ name, execute: () => way(make()) }),
    tool({
      name: `${name}, shared`,
      reads: 'x',
      coalesce: true,
      retries: 1,
      execute: () => way(make()),
    }),
    tool({ name: `${name}, late`, execute: () => Promise.resolve().then(() => way(make())) }),
  ])
}

it('G1: whatever a tool throws or returns, its call has one result, and so have all others', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, fc.boolean(), async (make, journaled) => {
      const tools = toolsFor(make)
      const journal = journaled ? { journal: memoryJournal() } : {}
      const engine = createEngine({ tools, timeoutMs: 1_000, ...journal })
      const calls = tools.map(({ name }, index) => ({ id: `c${index}`, name, input: {} }))
      const { results, warnings } = await engine.execute(calls, { deadlineMs: 2_000 })
      assert.deepEqual(
        warnings.filter((text) => text.includes('journal')),
        [],
      )
      assert.deepEqual(
        results.map(({ id }) => id),
        calls.map(({ id }) => id),
      )
      for (const { name, status, error } of results)
        assert.ok(
          status === 'ok' || (status === 'failed' && error !== undefined),
          `${name} ${status}`,
        )
      // What was made of them can be sent.
      assert.ok(JSON.stringify(anthropic.results(results)).length > 0)
    }),
    { numRuns: cases(300) },
  )
})

it('G1: a call whose arguments are what another returned has its result, whatever that is', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (make) => {
      const give = tool({ name: 'give', execute: () => ({ value: make() }) })
      const inputSchema = { type: 'object', properties: { value: { type: 'object' } } } as const
      const take = tool({
        name: 'take',
        reads: ({ value: key }) => String(key),
        coalesce: true,
        execute: () => 1,
      })
      const check = tool({ name: 'check', inputSchema, execute: ({ value: given }) => given })
      const engine = createEngine({ tools: [give, take, check], timeoutMs: 1_000 })
      const { results } = await engine.execute(
        [
          { id: 'a', name: 'give', input: {} },
          { id: 'b', name: 'take', input: { value: '${a.value}' } },
          { id: 'c', name: 'check', input: { value: '${a.value}' } },
          { id: 'd', name: 'take', input: { value: 'text of ${a.value}' } },
        ],
        { references: true, deadlineMs: 2_000 },
      )
      assert.equal(results.map(({ id }) => id).join(), 'a,b,c,d')
      for (const { status } of results) assert.match(status, /^(ok|failed)$/)
    }),
    { numRuns: cases(300) },
  )
})
