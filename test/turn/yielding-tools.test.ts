import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ToolContext } from '../../src/call/tool.ts'
import { sleep } from '../../src/util/clock.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { calls, lab } from './lab.ts'

function yielding(execute: (input: unknown, context: ToolContext) => unknown, extra = {}): AnyTool {
  return tool({ name: 'a', execute, ...extra }) as AnyTool
}

describe('a tool that yields', () => {
  it('answers with its last value, and tells each as progress', async () => {
    const { engine } = lab()
    async function* steps(): AsyncGenerator<string> {
      yield 'looking'
      yield 'found'
    }
    for (const execute of [steps, async () => steps()]) {
      const told: unknown[] = []
      const onEvent = (event: { type: string; progress?: unknown }): void => {
        if (event.type === 'call.progress') told.push(event.progress)
      }
      const { results } = await engine([yielding(execute)], { onEvent }).execute(calls('a'))
      assert.equal(results[0]?.content, 'found')
      assert.deepEqual(told, ['looking', 'found'])
    }
  })

  it('fails where it throws', async () => {
    const { engine } = lab()
    const execute = async function* (): AsyncGenerator<string> {
      yield 'half'
      throw new Error('broken')
    }
    const { results } = await engine([yielding(execute)]).execute(calls('a'))
    assert.equal(results[0]?.error?.message, 'a failed: broken')
  })

  it('is stopped by its time-out, closed at its next value, and told of no more', async () => {
    const { engine, clock, log } = lab()
    const execute = async function* (): AsyncGenerator<number> {
      try {
        for (let n = 1; ; n += 1) {
          await sleep(clock, 40)
          log.push(`yields ${n}`)
          yield n
        }
      } finally {
        log.push('closed')
      }
    }
    const told: unknown[] = []
    const onEvent = (event: { type: string; progress?: unknown }): void => {
      if (event.type === 'call.progress') told.push(event.progress)
    }
    const turn = engine([yielding(execute, { timeoutMs: 100 })], { onEvent }).execute(calls('a'))
    const { results } = await clock.run(turn)
    assert.equal(results[0]?.status, 'timed-out')
    await clock.advance(1_000)
    assert.deepEqual(log, ['yields 1', 'yields 2', 'yields 3', 'closed'])
    assert.deepEqual(told, [1, 2])
  })

  it('without ever waiting is stopped by its time-out all the same, and closed', async () => {
    const { engine, clock } = lab()
    let closed = false
    const execute = async function* (): AsyncGenerator<number> {
      try {
        for (let n = 1; ; n += 1) yield n
      } finally {
        closed = true
      }
    }
    const tools = [yielding(execute, { timeoutMs: 100, writes: 'x' })]
    const { results } = await clock.run(engine(tools).execute(calls('a')))
    assert.equal(results[0]?.status, 'timed-out')
    await clock.advance(0)
    assert.ok(closed)
  })
})
