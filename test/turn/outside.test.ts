import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { EngineOptions } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { holdings } from '../../src/turn/holdings.ts'
import { sleep } from '../../src/util/clock.ts'

const ask = tool({
  name: 'ask',
  description: 'Asks the user.',
  inputSchema: z.object({ question: z.string(), choices: z.array(z.string()).default([]) }),
}) as AnyTool

function world(options?: Partial<EngineOptions>) {
  const clock = virtualClock()
  const log: string[] = []
  const write = tool({
    name: 'write',
    writes: 'notes',
    execute: async ({ text }: Record<string, unknown>) => {
      await sleep(clock, 10)
      log.push(String(text))
      return `wrote ${String(text)}`
    },
  }) as AnyTool
  const engine = createEngine({ tools: [ask, write], clock, ...options })
  return { clock, log, engine }
}

const question = { id: 'q', name: 'ask', input: { question: 'Which colour?' } }
const note = { id: 'w', name: 'write', input: { text: 'one' } }

describe('a tool without execute', () => {
  test('touches nothing, also where tools that declare nothing run in order: nobody waits for its calls', () => {
    const { engine } = world({ undeclared: 'in-order' })
    const plan = engine.explain([question, note, { ...question, id: 'q2' }])
    assert.deepEqual(
      plan.calls.map(({ waitsFor }) => waitsFor.length),
      [0, 0, 0],
    )
  })

  test('leaves them pending if its turn is suspended, and has a result for each if it is cancelled', async () => {
    for (const how of ['suspend', 'cancel', 'signal'] as const) {
      const { clock, engine } = world()
      const stop = new AbortController()
      const turn = engine.turn({ signal: stop.signal })
      turn.commit([question, note])
      await clock.advance(5)
      if (how === 'signal') stop.abort()
      else turn[how]()
      const { outcome, pending, results } = await clock.run(turn.report)
      const isOpen = how === 'suspend'
      assert.deepEqual(
        [outcome === 'waiting', pending.length, results.map(({ id }) => id)],
        [isOpen, isOpen ? 1 : 0, isOpen ? ['w'] : ['q', 'w']],
      )
    }
  })

  test('leaves its calls pending, with their input as the schema reads it; all others have their results', async () => {
    const { clock, log, engine } = world()
    const more = { id: 'w2', name: 'write', input: { text: 'two' } }
    const turn = engine.turn()
    const told = turn.add(question)
    turn.commit([note, more])
    const report = await clock.run(turn.report)
    assert.equal(report.outcome, 'waiting')
    assert.deepEqual(report.pending, [
      { id: 'q', name: 'ask', input: { question: 'Which colour?', choices: [] } },
    ])
    assert.deepEqual(
      report.results.map(({ id, status }) => [id, status]),
      [
        ['w', 'ok'],
        ['w2', 'ok'],
      ],
    )
    assert.deepEqual(log, ['one', 'two'])
    // Who waits for the one call is not left waiting.
    assert.equal((await told).status, 'waiting')
    assert.equal(clock.pendingTimers, 0)
    assert.deepEqual(Object.values(holdings(engine)).filter(Boolean), [])
  })

  test('is answered by what is given: a value, content, or an error', async () => {
    const { clock, engine } = world()
    const calls = [question, { ...question, id: 'r' }, { ...question, id: 's' }]
    const results = [
      { callId: 's', error: 'The user has left.' },
      { callId: 'q', output: { colour: 'blue' } },
      { callId: 'r', output: null },
    ]
    const report = await clock.run(engine.execute(calls, { results }))
    assert.deepEqual(
      report.results.map(({ id, status, content }) => [id, status, content]),
      [
        ['q', 'ok', '{"colour":"blue"}'],
        ['r', 'ok', 'null'],
        ['s', 'failed', 'The user has left.'],
      ],
    )
    assert.deepEqual([report.outcome, report.pending, report.warnings], ['partial', [], []])
  })

  test('is answered at once if its input is wrong, and is not run before its message is whole', async () => {
    const { clock, engine } = world()
    const wrong = { id: 'x', name: 'ask', input: { question: 7 } }
    const { results, pending, outcome } = await clock.run(engine.execute([wrong]))
    assert.deepEqual([results[0]?.error?.code, pending, outcome], ['invalid_input', [], 'failed'])
    const turn = engine.turn()
    const told = turn.add(question)
    turn.discard('The stream broke.')
    assert.equal((await clock.run(told)).status, 'skipped')
    assert.equal((await turn.report).outcome, 'failed')
  })

  test('goes on in another process: what ran is not run again, and what was given is kept', async () => {
    const journal = memoryJournal()
    const calls = [question, note]
    const first = world({ journal: { ...journal } })
    const before = await first.clock.run(first.engine.execute(calls, { id: 't' }))
    assert.equal(before.outcome, 'waiting')
    assert.equal((await first.clock.run(journal.turn('t'))).get('q'), undefined)

    const again = world({ journal: { ...journal } })
    const still = await again.clock.run(again.engine.execute(calls, { id: 't' }))
    assert.deepEqual(still.pending, before.pending)

    const results = [{ callId: 'q', output: 'blue' }]
    const last = await again.clock.run(again.engine.execute(calls, { id: 't', results }))
    assert.deepEqual(
      last.results.map(({ content }) => content),
      ['blue', 'wrote one'],
    )
    const third = world({ journal: { ...journal } })
    const kept = await third.clock.run(third.engine.execute(calls, { id: 't' }))
    assert.deepEqual([kept.outcome, kept.results[0]?.restored], ['complete', true])
    assert.deepEqual([first.log, again.log, third.log], [['one'], [], []])

    // One that has its result keeps it.
    const second = await third.clock.run(
      third.engine.execute(calls, { id: 't', results: [{ callId: 'q', output: 'red' }] }),
    )
    assert.equal(second.results[0]?.content, 'blue')
    assert.match(second.warnings.join(), /given for call q was not taken/)
  })

  test('refuses results that are of no call of the turn, come twice, or say both or nothing', async () => {
    const { engine, log } = world()
    const refused = (results: unknown, message: RegExp): Promise<void> =>
      assert.rejects(engine.execute([question, note], { results: results as never }), { message })
    await refused([{ callId: 'y', output: 1 }], /to be of its calls \("q", "w"\), got one of "y"/)
    const twice = [
      { callId: 'q', output: 1 },
      { callId: 'q', output: 2 },
    ]
    await refused(twice, /to have one result a call, got "q" twice/)
    await refused(
      [{ callId: 'q' }],
      /either an `output` \(null for none\) or an `error`, got neither/,
    )
    await refused([{ callId: 'q', output: 1, error: 'no' }], /got both/)
    await refused([{ callId: 'q', result: 1 }], /got `result`/)
    assert.deepEqual(log, [])
    const { results } = await engine.execute([], { results: [] })
    assert.deepEqual(results, [])
  })

  test('holds no key, no slot and no place in line: nobody waits for it', async () => {
    const { clock, log, engine } = world({ concurrency: 1, undeclared: 'in-order' })
    const turn = engine.turn({ parallel: 'forbid' })
    turn.commit([question, note])
    assert.equal((await clock.run(turn.report)).outcome, 'waiting')
    assert.deepEqual(log, ['one'])
  })

  test('is approved before it is handed out, and not again when its result comes', async () => {
    const asked: string[] = []
    let answer: 'allow' | 'deny' = 'allow'
    const clock = virtualClock()
    const sign = tool({ name: 'sign', needsApproval: true }) as AnyTool
    const approve = ({ call }: { call: { id: string } }): 'allow' | 'deny' => {
      asked.push(call.id)
      return answer
    }
    const engine = createEngine({ tools: [sign], clock, approve })
    const call = { id: 'c', name: 'sign', input: {} }
    assert.equal((await clock.run(engine.execute([call]))).pending.length, 1)
    const results = [{ callId: 'c', output: 'signed' }]
    assert.equal((await clock.run(engine.execute([call], { results }))).outcome, 'complete')
    assert.deepEqual(asked, ['c'])
    answer = 'deny'
    const { results: denied, pending } = await clock.run(engine.execute([call]))
    assert.deepEqual([denied[0]?.status, pending], ['denied', []])
  })

  test('in a plan is refused, for a plan does not wait; what refers to it elsewhere waits with it', async () => {
    const journal = memoryJournal()
    const { clock, engine, log } = world({ batch: true, journal })
    const steps = [
      { id: 'a', tool: 'ask', input: { question: 'What?' } },
      { id: 'b', tool: 'write', input: { text: '${a}' } },
    ]
    const plan = { id: 'p', name: 'batch', input: { steps } }
    const { outcome, results } = await clock.run(engine.execute([plan]))
    // Nothing of this plan could run.
    assert.equal(outcome, 'failed')
    assert.match(String(results[0]?.content), /a plan does not wait for that. Call it by itself/)
    assert.match(String(results[0]?.content), /dependency_failed|needs the result/)

    const calls = [question, { id: 'w', name: 'write', input: { text: '${q.colour}' } }]
    const first = await clock.run(engine.execute(calls, { id: 't', references: true }))
    assert.deepEqual(
      [first.outcome, first.results.map(({ status }) => status)],
      ['waiting', ['skipped']],
    )
    const given = [{ callId: 'q', output: { colour: 'blue' } }]
    const last = await clock.run(
      engine.execute(calls, { id: 't', references: true, results: given }),
    )
    assert.deepEqual([last.outcome, log], ['complete', ['blue']])
  })

  test('may be cancelled by who hears that it waits', async () => {
    const { clock, engine } = world()
    const turn = engine.turn({
      onEvent: (event) => {
        if (event.type === 'call.waiting' && event.reason === 'outside') turn.cancel('q')
      },
    })
    turn.commit([question])
    const { outcome, results } = await clock.run(turn.report)
    assert.deepEqual([outcome, results[0]?.status], ['failed', 'cancelled'])
  })

  test('declares nothing that would mean nothing', () => {
    for (const option of [
      { reads: 'a' },
      { writes: 'a' },
      { idempotent: true },
      { timeoutMs: 5 },
      { idleTimeoutMs: 5 },
      { retries: 1 },
      { limit: 'crm' },
      { concurrency: 1 },
      { hedge: true },
      { breaker: true },
      { coalesce: true },
      { cache: { ttlMs: 1 } },
      { module: new URL('file:///x.js') },
    ])
      assert.throws(
        () => tool({ name: 'ask', ...option } as never),
        new RegExp(
          `Expected no \`${Object.keys(option)[0]}\` of tool "ask", which has no \`execute\``,
        ),
      )
    assert.throws(() => tool({ name: 'ask', runsIn: 'queue' } as never), /`execute` of tool "ask"/)
    assert.throws(
      () => tool({ name: 'ask', runsIn: 'outside', execute: () => 1 } as never),
      /Expected no `execute` of tool "ask" beside `runsIn: 'outside'`/,
    )
    // A tool may be spread into a new one.
    assert.equal(tool({ ...ask, name: 'ask_again' } as never).runsIn, 'outside')
    assert.throws(() => ask.execute({} as never, {} as never), /to be run by an engine/)
  })
})
