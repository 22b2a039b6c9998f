import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { RunResult } from '../../../src/agent/contract.ts'
import { tool } from '../../../src/call/tool.ts'
import { scriptedModel } from '../../../src/testing/scripted-model.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const cutOff = { calls: [{ name: 'save' }], stop: 'length' } as const
const saved = { calls: [{ name: 'save' }] }

async function run(...script: readonly object[]): Promise<{
  result: RunResult<unknown>
  requests: number
  saves: number
}> {
  let saves = 0
  const save = tool({ name: 'save', writes: 'file', execute: () => (saves += 1) })
  const model = scriptedModel({ script: [...script, { text: 'Done.' }] as never })
  const engine = createEngine({ tools: [save] })
  const agent = createAgent({ engine, model, whenAllFail: 'stop' })
  const result = await agent.run('Write.').result
  return { result, requests: model.requests.length, saves }
}

test('a model that the token limit cuts off in three messages in a row is not asked again, and a warning says why', async () => {
  const { result, requests, saves } = await run(cutOff, cutOff, cutOff)
  assert.deepEqual([result.outcome, requests, saves], ['length', 3, 0])
  assert.equal(result.warnings.length, 1)
  assert.match(result.warnings[0]!, /Three messages in a row were cut off .* Raise the limit/)
})

test('one that makes a call in between goes on', async () => {
  const { result, requests, saves } = await run(cutOff, cutOff, saved, cutOff, cutOff)
  assert.deepEqual([result.outcome, requests, saves], ['answered', 6, 1])
  assert.deepEqual(result.warnings, [])
})

test('one that makes its calls again is answered, for none of them failed', async () => {
  const { result, saves } = await run(cutOff, saved)
  assert.deepEqual([result.outcome, saves], ['answered', 1])
})

test('of a message that was cut off, not even a read that had failed early ends the run', async () => {
  let looks = 0
  const look = tool({
    name: 'look',
    reads: [],
    execute: () => {
      looks += 1
      throw new Error('Not there.')
    },
  })
  const save = tool({ name: 'save', writes: 'file', execute: () => 'saved' })
  const calls = [{ name: 'look' }, { name: 'save' }]
  const script = [{ calls, stop: 'length' as const }, { text: 'Done.' }]
  const engine = createEngine({ tools: [look, save] })
  const agent = createAgent({ engine, model: scriptedModel({ script }), whenAllFail: 'stop' })
  assert.deepEqual([(await agent.run('Go.').result).outcome, looks], ['answered', 1])
})

test('a call that its user cancels is none that failed', async () => {
  const started = Promise.withResolvers<void>()
  const wait = tool({
    name: 'wait',
    reads: [],
    execute: (_, { signal }) => {
      started.resolve()
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    },
  })
  const model = scriptedModel({
    script: [{ calls: [{ id: 'w', name: 'wait' }] }, { text: 'Done.' }],
  })
  const agent = createAgent({ engine: createEngine({ tools: [wait] }), model, whenAllFail: 'stop' })
  const one = agent.run('Go.')
  await started.promise
  one.cancelCall('w')
  assert.equal((await one.result).outcome, 'answered')
})
