import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createAgent } from '../../src/agent/agent.ts'
import type { Run } from '../../src/agent/contract.ts'
import { RunError } from '../../src/agent/run/run-error.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { unhandled } from '../support/unhandled.ts'

function run(send: () => Promise<unknown>, options: object = {}): Run<unknown> {
  const engine = createEngine({ tools: [], clock: virtualClock(), ...options })
  const model = { name: 'claude', codec: anthropicCodec, send }
  return createAgent({ engine, model }).run('Go.') as Run<unknown>
}

async function endOf(events: AsyncIterable<unknown>): Promise<unknown> {
  const told: unknown[] = []
  try {
    for await (const event of events) told.push(event)
    return 'ended'
  } catch (error) {
    assert.ok(told.length > 0, 'told nothing before')
    return error
  }
}

describe('a run that fails', () => {
  it('throws at the end of every loop over it what its result rejects with', async () => {
    for (const thrown of [new Error('no'), Object.create(null), undefined]) {
      const failing = run(async () => {
        throw thrown
      })
      const meanwhile = endOf(failing)
      const error = await failing.result.catch((error: unknown) => error)
      assert.ok(error instanceof RunError)
      assert.equal(error.cause, thrown)
      assert.equal(await meanwhile, error)
      assert.equal(await endOf(failing), error)
    }
  })

  it('is no unhandled rejection, whether somebody reads it, leaves early, or nobody cares', async (context) => {
    const errors = unhandled(context)
    const failing = run(() => Promise.reject(new Error('no')))
    for await (const _ of failing) break
    run(() => Promise.reject(new Error('no')))
    await failing.result.catch(() => {})
    assert.deepEqual(await errors(), [])
  })

  it('is one whose journal throws at once, or rejects with nothing', async () => {
    const journal = memoryJournal()
    const message = {
      role: 'assistant',
      content: [{ type: 'text', text: 'Hi.' }],
      stop_reason: 'end_turn',
    }
    const appends = [
      () => {
        throw new Error('no disk')
      },
      // oxlint-disable-next-line prefer-promise-reject-errors
      () => Promise.reject(undefined),
    ]
    for (const append of appends) {
      const kept = new Proxy(journal, {
        get: (target, key) => (key === 'append' ? append : Reflect.get(target, key)),
      })
      const error = await run(async () => message, { journal: kept }).result.catch(
        (error: unknown) => error,
      )
      assert.ok(error instanceof RunError)
      assert.equal(error.code, 'journal')
    }
  })
})
