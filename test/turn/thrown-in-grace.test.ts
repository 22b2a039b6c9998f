import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import { tool, type ToolContext, type ToolDefinition } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

const nothing = new ToolError('Still connecting: nothing was sent.', { nothingDone: true })
const half = new Error('Half of it was sent.')
const busy = Object.assign(new Error('busy'), { status: 503 })

/** What each attempt throws: `early` at once, else once it is told to stop. */
interface Throws {
  readonly error: unknown
  readonly early?: boolean
}
type Options = Partial<ToolDefinition> & {
  readonly cancelMs?: number
  readonly deadlineMs?: number
}

/** Runs one call whose attempts throw these, and then return. */
async function run(attempts: readonly Throws[], options: Options = {}): Promise<ToolResult> {
  const { cancelMs, deadlineMs, ...extra } = options
  const clock = virtualClock()
  const send = tool({
    name: 'send',
    writes: 'mail',
    retries: 2,
    ...extra,
    execute: (_: unknown, { signal, attempt }: ToolContext) => {
      const { error, early } = attempts[attempt - 1] ?? {}
      if (error === undefined) return 'sent'
      if (early) throw error
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(error as Error)),
      )
    },
  } as never)
  const engine = createEngine({ clock, tools: [send], retryBudget: false })
  const turn = engine.turn({ deadlineMs })
  turn.commit([{ id: 'c', name: 'send', input: {} }])
  if (cancelMs !== undefined) clock.setTimer(() => turn.cancel('c'), cancelMs, undefined)
  const { results } = await clock.run(turn.report)
  return results[0] as ToolResult
}

const doubt = /may or may not have taken effect/

describe('G7: what a tool throws when it is told to stop', () => {
  test('has the call tried again after a time-out if nothing was done', async () => {
    const twice = await run([{ error: nothing }, { error: nothing }], { timeoutMs: 50 })
    assert.deepEqual([twice.status, twice.attempts], ['ok', 3])
    const once = await run([{ error: nothing }], { timeoutMs: 50, retries: 0 })
    assert.deepEqual([once.status, once.error?.code, once.attempts], ['timed-out', 'timeout', 1])
    const half = await run([{ error: busy }], { timeoutMs: 50 })
    assert.deepEqual([half.status, half.attempts], ['timed-out', 1])
  })

  test('is told in its own words, and without doubt, if nothing was done', async () => {
    const stops: Options[] = [{ timeoutMs: 50, retries: 0 }, { deadlineMs: 50 }, { cancelMs: 50 }]
    for (const options of stops) {
      const { content, error, status } = await run([{ error: nothing }], options)
      assert.doesNotMatch(String(content), doubt)
      assert.match(String(content), /\. Still connecting: nothing was sent\.$/)
      assert.equal(status, options.cancelMs === undefined ? 'timed-out' : 'cancelled')
      assert.equal(error?.cause, nothing)
    }
  })

  test('is the cause of the error, and leaves the doubt, if it says nothing of that', async () => {
    for (const options of [{ timeoutMs: 50 }, { deadlineMs: 50 }, { cancelMs: 50 }]) {
      const { content, error, attempts } = await run([{ error: half }], options)
      assert.match(String(content), doubt)
      assert.doesNotMatch(String(content), /Half/)
      assert.deepEqual([error?.cause, attempts], [half, 1])
    }
  })

  test('says nothing of the attempts before it', async () => {
    const idempotent = { timeoutMs: 50, idempotent: true }
    const first = { ...idempotent, retries: 1 }
    const before = await run([{ error: busy, early: true }, { error: nothing }], first)
    assert.match(String(before.content), doubt)
    const after = await run([{ error: nothing }, { error: half }], first)
    assert.match(String(after.content), doubt)
  })

  test('a call that waits for its next attempt is in no doubt if nothing was done so far', async () => {
    const early = new ToolError('Locked.', { retryAfterMs: 1_000, nothingDone: true })
    const waiting = await run([{ error: early, early: true }], { cancelMs: 500 })
    assert.deepEqual([waiting.status, waiting.attempts], ['cancelled', 1])
    assert.doesNotMatch(String(waiting.content), doubt)
    const done = await run([{ error: busy, early: true }], { cancelMs: 1, idempotent: true })
    assert.deepEqual([done.status, done.attempts], ['cancelled', 1])
    assert.match(String(done.content), doubt)
  })
})
