import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AnthropicMessage } from '../../../src/wire/anthropic/message.ts'
import { acting, scripted, suspendAfter, type Script } from './scripted.ts'

const say = acting('say', ({ chars }) => 'x'.repeat(Number(chars)), { writes: 'x' })
const long: Script = [
  [['say', { chars: 10 }]],
  [['say', { chars: 20_000 }]],
  [['say', { chars: 10 }]],
]
const before = ['say']
const after = ['say', 'read_result']

describe('what an agent shows its model of a turn’s results', () => {
  test('is as much as half of the model’s window holds, unless the engine says', async () => {
    for (const [agentOptions, engineOptions, most] of [
      [{ contextTokens: 8_000 }, {}, 12_000],
      [{ contextTokens: 1 }, {}, 1],
      [{ contextTokens: 1_000_000 }, {}, Infinity],
      [{}, {}, Infinity],
      [{ contextTokens: 8_000 }, { maxTurnResultChars: 15_000 }, 15_000],
      [{ contextTokens: 8_000 }, { maxTurnResultChars: Infinity }, Infinity],
      [{ contextTokens: 8_000 }, { maxResultChars: 1_000_000 }, 12_000],
    ] as const) {
      const { clock, agent } = scripted([[['say', { chars: 20_000 }]]], [say], engineOptions)
      const { turns } = await clock.run(agent(agentOptions).run('Go.').result)
      const [result] = turns[0]?.results ?? []
      const shown = result?.content.length ?? 0
      const text = JSON.stringify([agentOptions, engineOptions, shown])
      assert.ok(most === Infinity ? shown === 20_000 : shown <= most && shown > most - 100, text)
      assert.equal(result?.cut !== undefined, most < Infinity, text)
    }
  })

  test('is read on with a tool that is offered from the request after a cut on, in that run only', async () => {
    const { clock, offered, agent } = scripted(long, [say])
    const one = agent({ contextTokens: 8_000 })
    const { messages } = await clock.run(one.run('Go.').result)
    assert.deepEqual(offered.splice(0), [before, before, after, after])
    // In another run nothing was cut yet.
    await clock.run(one.run('Go.').result)
    assert.deepEqual(offered.splice(0), [before, before, after, after])
    // A conversation that goes on has it from the beginning: what it needs it for stands there.
    const more = [...messages, { role: 'user', content: 'More.' }] as AnthropicMessage[]
    await clock.run(one.run(more).result)
    assert.deepEqual(offered.splice(0), [after])
  })

  test('is read on with a tool that a run has again after a resume', async () => {
    for (const turn of [2, 3]) {
      const { clock, offered, agent } = scripted(long, [say])
      const options = { contextTokens: 8_000 }
      await clock.run(suspendAfter(agent(options).run('Go.', { id: 'r' }), turn))
      offered.length = 0
      await clock.run(agent(options).resume('r').result)
      assert.deepEqual(offered.at(0), after, `${turn}`)
    }
  })

  test('is read on with a tool that is always there if the engine asks for a budget', async () => {
    const { clock, offered, agent } = scripted(long, [say], { maxResultChars: 1_000 })
    await clock.run(agent().run('Go.').result)
    assert.deepEqual(offered, [after, after, after, after])
  })

  test('is found wherever a conversation comes from, and however deep it is', async () => {
    let deep: object = { text: 'x' }
    for (let depth = 0; depth < 100_000; depth += 1) deep = { deep }
    const { clock, offered, agent } = scripted([], [say])
    const odd = [{ role: 'user', content: 'Go.', deep }] as unknown as AnthropicMessage[]
    await clock.run(agent().run(odd).result).catch(() => {})
    assert.deepEqual(offered, [before])
  })
})
