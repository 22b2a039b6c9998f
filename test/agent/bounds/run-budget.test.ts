import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool } from '../../../src/index.ts'
import { acting, failing, scripted, suspendAfter, type Call, type Script } from './scripted.ts'

/** A message takes 110 tokens: 100 in, 10 out. */
const prices = { inputPerMillion: 1_000_000, outputPerMillion: 10_000_000 }
const tools: readonly AnyTool[] = [
  acting('look', () => 'seen', { reads: 'x' }),
  acting('do', () => 'done', { writes: 'x' }),
  failing('fail'),
  tool({ name: 'ask' }) as AnyTool,
]
const turns = (...sizes: readonly number[]): Script =>
  sizes.map((size) =>
    Array.from({ length: size }, (_, id): Call => [id % 2 ? 'look' : 'do', { id }]),
  )

describe('a budget of a run', () => {
  const cases = [
    // The second message makes more calls than are left.
    { limit: { maxCalls: 3 }, script: turns(2, 2), ran: 3, requests: 2, spent: ['maxCalls', 3, 4] },
    // All were made, and the model may answer.
    { limit: { maxCalls: 4 }, script: turns(2, 2), ran: 4, requests: 3, spent: undefined },
    {
      limit: { maxTokens: 220 },
      script: turns(2, 2, 2),
      ran: 4,
      requests: 2,
      spent: ['maxTokens', 220, 220],
    },
    {
      limit: { maxTokens: 221 },
      script: turns(2, 2, 2),
      ran: 6,
      requests: 3,
      spent: ['maxTokens', 221, 330],
    },
    // The answer that takes the last of it is an answer.
    { limit: { maxTokens: 221 }, script: turns(2, 2), ran: 4, requests: 3, spent: undefined },
    {
      limit: { maxCost: 201 },
      script: turns(1, 1, 1),
      ran: 2,
      requests: 2,
      spent: ['maxCost', 201, 400],
    },
    { limit: {}, script: turns(1, 1, 1), ran: 3, requests: 4, spent: undefined },
  ] as const

  for (const { limit, script, ran: most, requests: sent, spent } of cases)
    test(`of ${JSON.stringify(limit)} ends it ${spent ? 'once it is used up' : 'not before'}`, async () => {
      for (const where of ['agent', 'run'] as const) {
        const { clock, ran, requests, agent } = scripted(script, tools)
        const one = agent({
          prices,
          ...(where === 'agent' ? limit : { maxCalls: 1, maxTokens: 1_000 }),
        })
        // What is said of a run takes the place of what is said of the agent.
        const result = await clock.run(
          one.run('Go.', where === 'run' ? { maxCalls: Infinity, ...limit } : {}).result,
        )
        assert.equal(result.outcome, spent ? 'budget' : 'answered')
        const [name, limited, used] = spent ?? []
        assert.deepEqual(result.budget, spent && { name, limit: limited, used })
        assert.deepEqual([ran.length, requests.length], [most, sent])
        assert.equal(result.stats.cost, sent * 200)
        const calls = script.flat().length
        const results = result.turns.flatMap(({ results: all }) => all)
        assert.equal(
          results.length,
          Math.min(calls, result.stats.calls),
          'Each call has its result.',
        )
      }
    })

  test('of calls lets those run that it has room for, in call order, and tells the model of the others', async () => {
    const { clock, ran, agent } = scripted(turns(4), tools)
    const result = await clock.run(agent({ maxCalls: 2 }).run('Go.').result)
    assert.deepEqual(ran, ['do {"id":0}', 'look {"id":1}'])
    const [turn] = result.turns
    assert.deepEqual(
      turn?.results.map(({ status, error, attempts }) => [status, error?.code, attempts]),
      [
        ['ok', undefined, 1],
        ['ok', undefined, 1],
        ['skipped', 'budget', 0],
        ['skipped', 'budget', 0],
      ],
    )
    assert.equal(
      turn?.results[2]?.content,
      'do was not run: The run may make 2 calls, and has made them.',
    )
    assert.ok(JSON.stringify(result.messages).includes('The run may make 2 calls'))
  })

  test('of calls counts a plan as one, whose steps all run', async () => {
    const steps = ['a', 'b', 'c'].map((id) => ({ id, tool: 'look', input: { id } }))
    const { clock, ran, agent } = scripted([[['batch', { steps }]]], tools, { batch: true })
    const { outcome } = await clock.run(agent({ maxCalls: 1 }).run('Go.').result)
    assert.deepEqual([outcome, ran.length], ['answered', 3])
  })

  test('can be raised where the run is resumed, which then goes on', async () => {
    for (const limit of [{ maxCalls: 2 }, { maxTokens: 110 }, { maxCost: 1 }]) {
      const written: Script = [[['do'], ['do'], ['do']], [['do']]]
      const { clock, ran, journal, agent } = scripted(written, tools)
      const first = await clock.run(agent({ prices, ...limit }).run('Go.', { id: 'r' }).result)
      assert.equal(first.outcome, 'budget')
      assert.equal((await clock.run(journal.runs()))[0]?.outcome, 'budget')
      const same = await clock.run(agent({ prices, ...limit }).resume('r').result)
      assert.deepEqual([same.outcome, same.budget], ['budget', first.budget])
      const before = ran.length
      const more = { maxCalls: 100, maxTokens: 1_000, maxCost: 1_000 }
      const last = await clock.run(agent({ prices, ...limit }).resume('r', more).result)
      assert.deepEqual([last.outcome, last.stats.calls], ['answered', 4])
      assert.equal(ran.length - before, 1, 'What was kept is not run again.')
      assert.deepEqual(
        JSON.stringify(last.messages).startsWith(JSON.stringify(first.messages).slice(0, -1)),
        true,
      )
    }
  })

  test('of calls has room for those of the turn that a resume takes up', async () => {
    const { clock, agent } = scripted([[['do'], ['look']]], tools)
    const run = agent({ maxCalls: 2 }).run('Go.', { id: 'r' })
    await clock.run(suspendAfter(run, 1))
    const { outcome, turns: reports } = await clock.run(agent({ maxCalls: 2 }).resume('r').result)
    assert.deepEqual([outcome, reports[0]?.outcome], ['answered', 'complete'])
  })

  test('is what ends a run whose last calls were all beyond it', async () => {
    const { clock, agent } = scripted(turns(1, 1), tools)
    const { outcome } = await clock.run(
      agent({ maxCalls: 1, whenAllFail: 'stop' }).run('Go.').result,
    )
    assert.equal(outcome, 'budget')
  })

  test('is not what ends a run that waits, or whose last tool ended it', async () => {
    const { clock, agent } = scripted([[['ask'], ['do']]], tools)
    const waiting = await clock.run(agent({ maxTokens: 1 }).run('Go.').result)
    assert.deepEqual([waiting.outcome, waiting.budget], ['waiting', undefined])
    const ended = await clock.run(
      scripted(turns(1), tools)
        .agent({ maxTokens: 1, stopAfter: ['do'] })
        .run('Go.').result,
    )
    assert.equal(ended.outcome, 'tool')
  })

  test('ends a run whose message broke off before it is asked for again', async () => {
    const { clock, requests, agent } = scripted([{ breaks: [['look']] }, [['do']]], tools)
    const { outcome } = await clock.run(agent({ maxTokens: 50 }).run('Go.').result)
    assert.deepEqual([outcome, requests.length], ['budget', 1])
  })

  test('that cannot be kept, for the provider does not count, is a warning, once', async () => {
    const { clock, agent } = scripted(turns(1, 1), tools, { usage: null })
    const { outcome, warnings } = await clock.run(agent({ maxTokens: 50 }).run('Go.').result)
    assert.equal(outcome, 'answered')
    assert.deepEqual(warnings, [
      'The provider did not say how many tokens a message took, so that `maxTokens` cannot be kept. Bound the run by `maxTurns` or `maxCalls`.',
    ])
  })

  test('is checked', () => {
    const { agent } = scripted([], tools)
    const wrong = [
      [{ maxCalls: 0 }, /Expected `maxCalls` to be a positive integer, got `0`\./],
      [{ maxTokens: 1.5 }, /Expected `maxTokens` to be a positive integer, got `1\.5`\./],
      [{ maxCost: -1 }, /Expected `maxCost` to be a number above 0, got `-1`\./],
      [{ maxCost: 1 }, /Expected createAgent to have `prices`/],
      [
        { prices: { inputPerMillion: 1 } as never },
        /Expected `prices.outputPerMillion` to be a number/,
      ],
    ] as const
    for (const [options, message] of wrong) assert.throws(() => agent(options), message)
    assert.throws(() => agent().run('Go.', { maxCost: 1 }), /Expected createAgent to have `prices`/)
    assert.throws(() => agent().run('Go.', { maxCalls: -1 }), /Expected `maxCalls`/)
  })
})
