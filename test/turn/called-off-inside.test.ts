import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { EngineOptions } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'

/** A schema that does something first, and answers as it is told to. */
function schema(hit: (value: unknown) => void, answer: (value: unknown) => unknown): object {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      jsonSchema: { input: () => ({ type: 'object' }) },
      validate: (value: unknown) => (hit(value), answer(value)),
    },
  }
}

type Tried = Partial<Record<keyof ToolDefinition, unknown>> & Partial<EngineOptions>
const isChanged = (value: unknown): boolean => (value as { other?: true }).other === true
const never = (): Promise<never> => new Promise(() => {})

/** Every function of a user's that the engine calls while a call is on its way. */
const callbacks: Record<string, (hit: () => void) => Tried> = {
  'the scope of `coalesce`': (hit) => ({
    reads: 'k',
    coalesce: { scope: () => (hit(), 's') },
  }),
  'the scope of `cache`': (hit) => ({
    reads: 'k',
    cache: { ttlMs: 1_000, scope: () => (hit(), 's') },
  }),
  '`reads`': (hit) => ({ reads: () => (hit(), 'k') }),
  '`writes`': (hit) => ({ writes: () => (hit(), 'k') }),
  '`needsApproval`': (hit) => ({ needsApproval: () => (hit(), true) }),
  '`approve`': (hit) => ({ needsApproval: true, approve: () => (hit(), 'allow') }),
  'a schema': (hit) => ({ inputSchema: schema(hit, (value) => ({ value })) }),
  'a schema that does not answer': (hit) => {
    let asked = 0
    const answer = (value: unknown): unknown => ((asked += 1) === 1 ? never() : { value })
    return { inputSchema: schema(hit, answer) }
  },
  'the schema of what `approve` changed': (hit) => {
    // Of what was changed: the first is called off, and does not answer.
    let changed = 0
    const answer = (value: unknown): unknown =>
      isChanged(value) && (changed += 1) === 1 ? never() : { value }
    return {
      needsApproval: true,
      approve: () => ({ decision: 'allow', input: { other: true } }),
      inputSchema: schema((value) => void (isChanged(value) && hit()), answer),
    }
  },
  'the tool': (hit) => ({ execute: () => (hit(), 'done') }),
}

const ends = { 'cancels its call': false, 'aborts the signal of its call': true }

describe('a function of a user', () => {
  for (const [what, make] of Object.entries(callbacks))
    for (const [does, bySignal] of Object.entries(ends))
      test(`(${what}) that ${does} keeps nobody else waiting, and nothing behind`, async () => {
        const clock = virtualClock()
        const controller = new AbortController()
        let hits = 0
        const hit = (): void => {
          hits += 1
          if (hits > 1) return
          if (bySignal) controller.abort()
          else turn.cancel('1')
        }
        const { approve = () => 'allow' as const, ...declared } = make(hit)
        const one = tool({ name: 'one', execute: () => 'done', ...declared } as ToolDefinition)
        const engine = createEngine({ tools: [one as AnyTool], clock, approve, timeoutMs: 5_000 })
        const turn = engine.turn({ open: true, deadlineMs: 60_000 })
        // Identical ones share, where that is what is tried.
        const isShared = 'coalesce' in declared || 'cache' in declared
        const call = (id: string) => ({ id, name: 'one', input: isShared ? {} : { id } })
        void turn.add(call('1'), { signal: controller.signal })
        const others = ['2', '3'].map((id) => turn.add(call(id)))
        turn.commit()
        const { results } = await clock.run(turn.report)
        assert.equal(results.length, 3)
        assert.ok(hits > 0)
        assert.equal(clock.now(), 0)
        for (const other of others) assert.ok(await other)
        assert.equal(clock.pendingTimers, 0)
      })
})
