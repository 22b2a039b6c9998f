import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ToolContext } from '../../src/call/tool.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { sleep } from '../../src/util/clock.ts'
import { unhandled } from '../support/unhandled.ts'
import { calls, lab } from './lab.ts'

const rejecting = (): Promise<never> => Promise.reject(new Error('nobody asked'))

it('a promise that a tool forgot in what it returns, throws or tells does not end the process', async (context) => {
  const errors = unhandled(context)
  const { engine, clock } = lab()
  const ways: Record<string, (context: ToolContext) => unknown> = {
    returned: () => ({ rows: rejecting() }),
    resolved: async () => [{ rows: rejecting() }],
    thrown: () => {
      throw Object.assign(new Error('no'), { rows: rejecting() })
    },
    thrownItself: () => {
      // oxlint-disable-next-line no-throw-literal
      throw rejecting()
    },
    rejected: async () => {
      throw new Error('no', { cause: rejecting() })
    },
    told: ({ progress }) => progress({ rows: rejecting() }),
    late: async () => {
      await sleep(clock, 500)
      return { rows: rejecting() }
    },
    lateThrown: async () => {
      await sleep(clock, 500)
      throw Object.assign(new Error('no'), { rows: rejecting() })
    },
  }
  const names = Object.keys(ways)
  const tools = names.map(
    (name) =>
      tool({ name, timeoutMs: 100, execute: (_input, given) => ways[name]?.(given) }) as AnyTool,
  )
  const { results } = await clock.run(engine(tools).execute(calls(...names)))
  assert.equal(results.length, names.length)
  await clock.advance(1_000)
  assert.deepEqual(await errors(), [])
})
