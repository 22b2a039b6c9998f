import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createGuard } from '../../src/adapt/guard.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import type { EngineOptions } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'

interface Input {
  readonly files: string[]
  at: { by: string }
  note?: string
}

const given = (): Input => ({ files: ['z', 'a', 'm'], at: { by: 'ann' } })

/** Does to an input what a function may that thinks that it is its own, and says what it looked like. */
function spoil(input: unknown): string {
  const { files, at } = input as Input
  const text = `${files.join('')} ${at.by} ${String((input as Input).note)}`
  files.sort().length = 1
  at.by = 'somebody'
  Object.assign(input as Input, { note: 'spoilt' })
  return text
}

const seenBy = (seen: string[], what: string) => (input: unknown) => {
  seen.push(`${what}: ${spoil(input)}`)
  return what
}

/** For each function of a tool, or of an engine, what is said with it. */
const functions: Readonly<
  Record<string, (see: (input: unknown) => string) => { tool?: object; engine?: object }>
> = {
  reads: (see) => ({ tool: { reads: see } }),
  writes: (see) => ({ tool: { writes: see } }),
  'reads and writes': (see) => ({ tool: { reads: see, writes: see } }),
  needsApproval: (see) => ({
    tool: { reads: [], needsApproval: (input: unknown) => see(input) !== '' },
  }),
  'the `scope` of coalesce': (see) => ({ tool: { reads: [], coalesce: { scope: see } } }),
  'the `scope` of cache': (see) => ({ tool: { reads: [], cache: { ttlMs: 1_000, scope: see } } }),
  aroundAttempt: (see) => ({
    tool: { reads: [] },
    engine: {
      aroundAttempt: ({ input }: { input: unknown }, run: () => unknown) => {
        see(input)
        return run()
      },
    },
  }),
}

const original = 'zam ann undefined'

describe('G1: what a function does to its input changes nothing of the call', () => {
  for (const [name, made] of Object.entries(functions))
    it(name, async () => {
      const seen: string[] = []
      const { tool: declared, engine: options } = made(seenBy(seen, 'function'))
      const execute = seenBy(seen, 'execute')
      const one = tool({ name: 'concat', execute, ...declared } as ToolDefinition) as AnyTool
      const approve: EngineOptions['approve'] = ({ call }) => {
        seen.push(`approve: ${spoil(call.input)}`)
        return 'allow'
      }
      const engine = createEngine({ tools: [one], approve, batch: true, ...options })
      const call = { id: '1', name: 'concat', input: given() }
      await engine.execute([call])
      assert.deepEqual(call.input, given())
      assert.ok(seen.length > 1)
      for (const each of seen) assert.match(each, new RegExp(`: ${original}$`))

      seen.length = 0
      const steps = [{ id: 's', tool: 'concat', input: given() }]
      const plan = { id: '2', name: 'batch', input: { steps } }
      engine.explain([call, plan])
      assert.deepEqual([call.input, steps[0]?.input], [given(), given()])
      await engine.execute([plan])
      assert.deepEqual(steps[0]?.input, given())
      for (const each of seen) assert.match(each, new RegExp(`: ${original}$`))
    })

  it('a rule of a guard', async () => {
    const seen: string[] = []
    const rules = { concat: { writes: seenBy(seen, 'writes') } }
    const input = given()
    const step = createGuard(createEngine({ tools: [] }), rules).step({})
    await step.run({ id: '1', name: 'concat', input }, seenBy(seen, 'body') as never)
    assert.deepEqual(input, given())
    assert.deepEqual(seen, [`writes: ${original}`, `body: ${original}`])
  })
})
