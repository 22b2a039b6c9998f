import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { classify } from '../../src/attempt/failure.ts'
import { FanfoldError, ToolError } from '../../src/call/errors/error.ts'
import type { ToolDefinition } from '../../src/call/tool.ts'
import { contextOf, threads, threadTool } from './thread/lab.ts'

describe('what a tool in a thread throws', () => {
  const place = threads({ maxThreads: 1 })

  async function thrownBy(exportName: string): Promise<Error & Record<string, unknown>> {
    try {
      await place.run(threadTool(exportName), {}, contextOf())
    } catch (error) {
      return error as Error & Record<string, unknown>
    }
    throw new Error('Expected it to throw.')
  }

  it('stays a ToolError with all that it says', async () => {
    const error = await thrownBy('failAsTool')
    assert.ok(error instanceof ToolError && FanfoldError.is(error))
    const { message, code, retryable, retryAfterMs, nothingDone } = error
    assert.deepEqual(
      { message, code, retryable, retryAfterMs, nothingDone },
      {
        message: 'Come back later.',
        code: 'busy',
        retryable: true,
        retryAfterMs: 5,
        nothingDone: true,
      },
    )
    assert.match(error.stack ?? '', /tools\.ts/)
  })

  it('keeps what a retry is decided by', async () => {
    const server = await thrownBy('failAsServer')
    assert.deepEqual([server.name, server.message], ['TypeError', 'no'])
    assert.deepEqual(classify(server, 0), {
      transient: true,
      nothingDone: false,
      retryAfterMs: 2_000,
    })
    const socket = await thrownBy('failAsSocket')
    assert.equal(socket.message, 'fetch failed')
    assert.equal(classify(socket, 0).transient, true)
  })

  it('may be no error at all', async () => {
    assert.equal(await thrownBy('failAsText'), 'just words')
  })
})

describe('a thread that goes too far', () => {
  const place = threads({ maxThreads: 1, maxMemoryMb: 64 })
  const run = (exportName: string, effects: Partial<ToolDefinition> = {}): Promise<unknown> =>
    place.run(threadTool(exportName, effects), {}, contextOf())

  for (const hoard of ['hoardObjects', 'hoardNumbers', 'hoardAtOnce', 'hoardBuffers'])
    it(`fails its call when it runs out of memory, and nothing else: ${hoard}`, async () => {
      await assert.rejects(run(hoard, { reads: [] }), {
        name: 'ToolError',
        code: 'out_of_memory',
        message: `${hoard} failed: it used more memory than the 64 MB that its thread may use.`,
      })
      assert.equal(await run('execute'), 'execute')
    })

  it('has lost what may have taken effect when it runs out of memory', async () => {
    for (const effects of [{}, { writes: 'x' }])
      await assert.rejects(run('hoardObjects', effects), {
        name: 'AttemptLost',
        started: true,
        message:
          'The attempt of hoardObjects was lost: it used more memory than the 64 MB that its thread may use.',
      })
    assert.equal(await run('execute'), 'execute')
  })

  it('has lost its attempt when it exits', async () => {
    await assert.rejects(run('exit'), {
      name: 'AttemptLost',
      started: true,
      message: /^The attempt of exit was lost: its thread ended before it answered: .*3$/,
    })
    assert.equal(await run('execute'), 'execute')
  })

  it('has lost its attempt when something it started throws', async () => {
    await assert.rejects(run('throwAside'), { name: 'AttemptLost', message: /: aside$/ })
    assert.equal(await run('execute'), 'execute')
  })

  it('has answered if it answered before it died, and takes no later call along', async () => {
    for (let round = 0; round < 10; round += 1) {
      assert.equal(await run('answerAndDie'), 'answered')
      assert.equal(await run('execute'), 'execute')
    }
  })
})
