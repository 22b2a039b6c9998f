import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { classify } from '../../src/attempt/failure.ts'
import { FanfoldError } from '../../src/call/errors/error.ts'
import { isContentValue, toContent } from '../../src/call/content/content.ts'
import { inline } from '../../src/place/inline.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import {
  contextOf,
  sharedCounter,
  sleep,
  threads,
  threadTool,
  untilItCounts,
} from './thread/lab.ts'

describe('a tool in a thread', () => {
  const place = threads({ maxThreads: 2 })
  const run = (exportName: string, input: unknown = {}): Promise<unknown> =>
    place.run(threadTool(exportName), input, contextOf())

  it('runs in another thread, with its input and all of its context', async () => {
    assert.notEqual(await run('where'), 0)
    assert.deepEqual(await run('tell', { text: 'hello' }), {
      text: 'hello',
      callId: 'c1',
      turnId: 't1',
      attempt: 2,
      idempotencyKey: 't1:c1',
      aborted: false,
    })
  })

  it('has no context of its turn there, and says so', async () => {
    await assert.rejects(
      run('whose'),
      /a worker thread not to read `context`, which does not leave/,
    )
  })

  it('may return or throw what fetch gave it', async () => {
    assert.deepEqual(await run('respond'), { id: 7 })
    const error: unknown = await run('refuse').catch((thrown: unknown) => thrown)
    assert.ok(error instanceof FanfoldError)
    assert.equal(error.message, 'HTTP 503: busy')
    assert.deepEqual(classify(error, 0), { transient: true, nothingDone: false, retryAfterMs: 7 })
  })

  it('leaves the event loop free', async () => {
    const counter = sharedCounter()
    const burning = run('burn', { counter })
    await untilItCounts(counter)
    const nap = tool({ name: 'nap', execute: () => sleep(20) }) as AnyTool
    await inline.run(nap, {}, contextOf())
    Atomics.store(counter, 1, 1)
    assert.equal(await burning, 'let go')
  })

  it('runs beside others, but never more than maxThreads', async () => {
    const counter = sharedCounter()
    const seenAtOnce = await Promise.all(
      Array.from({ length: 6 }, () => run('meet', { counter, ms: 100 })),
    )
    assert.equal(Math.max(...(seenAtOnce as number[])), 2)
  })

  it('tells its progress, all of it, in order, before it ends', async () => {
    const told: unknown[] = []
    const context = contextOf(undefined, (progress) => told.push(progress))
    assert.equal(await place.run(threadTool('report'), {}, context), 'done')
    const steps = Array.from({ length: 100 }, (_, index) => ({ step: index + 1 }))
    assert.deepEqual(told, [...steps, { size: '10' }])
  })

  it('answers with the last of the values that a tool yields, and tells each', async () => {
    const told: unknown[] = []
    const context = contextOf(undefined, (progress) => told.push(progress))
    assert.deepEqual(await place.run(threadTool('steps'), {}, context), { done: true })
    assert.deepEqual(told, ['half', { done: true }])
  })

  it('returns what structured clone takes, and parts for the model as such', async () => {
    assert.deepEqual(await run('plain'), {
      at: new Date(0),
      map: new Map([['a', 1]]),
      bytes: new Uint8Array([1, 2]),
      big: 10n,
    })
    const shown = await run('show')
    assert.ok(isContentValue(shown))
    assert.deepEqual(toContent(shown), [
      { type: 'text', text: 'A dot:' },
      { type: 'image', data: 'AAAA', mediaType: 'image/png' },
    ])
  })

  it('fails, and says why, if its input or its result cannot cross', async () => {
    await assert.rejects(run('tell', { text: () => 'x' }), {
      name: 'ToolError',
      code: 'thread_input',
      message: /^tell was not run: its input cannot be sent to a thread: .* could not be cloned/,
    })
    await assert.rejects(run('returnFunction'), {
      name: 'ToolError',
      code: 'thread_result',
      message:
        /^returnFunction ran, but its result cannot leave its thread: .* Return plain data\.$/,
    })
    assert.equal(await run('execute'), 'execute')
  })
})
