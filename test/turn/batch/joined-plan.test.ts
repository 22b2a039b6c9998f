import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool, type ToolDefinition } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { holdings } from '../../../src/turn/holdings.ts'
import { sleep } from '../../../src/util/clock.ts'

/** A plan whose first step writes what its second reads, while the third may read at once. */
const plan = {
  id: 'p',
  name: 'batch',
  input: {
    steps: [
      { id: 's1', tool: 'write', input: { key: 'a' } },
      { id: 's2', tool: 'read', input: { key: 'a' } },
      { id: 's3', tool: 'read', input: { key: 'b' } },
      { id: 's4', tool: 'read', input: { key: '${s2.did}' } },
    ],
  },
}

function lab() {
  const clock = virtualClock()
  const log: string[] = []
  const keyOf = (input: unknown): string => (input as { readonly key: string }).key
  const make = (name: string, how: Partial<ToolDefinition>): AnyTool =>
    tool({
      name,
      ...how,
      execute: async (input: unknown) => {
        log.push(`${name} ${keyOf(input)}`)
        await sleep(clock, 10)
        return { did: `${name} ${keyOf(input)}` }
      },
    }) as AnyTool
  const tools = [make('write', { writes: keyOf }), make('read', { reads: keyOf })]
  const engine = createEngine({ tools, clock, journal: memoryJournal(), batch: true })
  return { clock, log, engine }
}

describe('G7: a plan in a turn that is there twice at once, whose steps have begun in both', () => {
  for (const [what, order] of [
    ['the first', [0, 1]],
    ['the second', [1, 0]],
  ] as const)
    test(`each step runs once, and all get its result, if ${what} is complete before the other`, async () => {
      const { clock, log, engine } = lab()
      const turns = [engine.turn({ id: 't' }), engine.turn({ id: 't' })] as const
      for (const turn of turns) {
        void turn.add(plan)
        await clock.advance(3)
      }
      for (const at of order) {
        turns[at].commit()
        await clock.advance(1)
      }
      const reports = await clock.run(Promise.all(turns.map(({ report }) => report)))
      assert.deepEqual(log.toSorted(), ['read a', 'read b', 'read read a', 'write a'])
      const [first, second] = reports.map(({ results }) => results[0])
      assert.equal(first?.status, 'ok')
      assert.deepEqual(first?.value, second?.value)
      assert.equal(holdings(engine)['joined'], 0)
    })

  test('a step that has begun here does not take the place of one of a plan that begins later', async () => {
    const { clock, log, engine } = lab()
    const first = { id: 'c', name: 'write', input: { key: 'z' } }
    const steps = [...plan.input.steps, { id: 's5', tool: 'read', input: { key: 'z' } }]
    const late = { ...plan, input: { steps } }
    // Its plan waits for the first call, which takes a while.
    const whole = engine.execute([first, late], { id: 't' })
    const streamed = engine.turn({ id: 't' })
    void streamed.add(first)
    const text = JSON.stringify(late.input)
    const half = text.indexOf('{"id":"s3"')
    streamed.addPart?.({ id: 'p', name: 'batch' }, text.slice(0, half))
    await clock.advance(4)
    streamed.addPart?.({ id: 'p', name: 'batch' }, text.slice(half))
    void streamed.add(late)
    streamed.commit()
    const reports = await clock.run(Promise.all([whole, streamed.report]))
    for (const { results } of reports)
      assert.deepEqual(
        results.map(({ status }) => status),
        ['ok', 'ok'],
      )
    assert.equal(log.filter((one) => one === 'read a').length, 1)
    assert.equal(holdings(engine)['joined'], 0)
  })

  test('a plan that comes back runs here, with the steps that waited for the other', async () => {
    const { clock, log, engine } = lab()
    const [first, second] = [engine.turn({ id: 't' }), engine.turn({ id: 't' })] as const
    for (const turn of [first, second]) {
      void turn.add(plan)
      await clock.advance(3)
    }
    second.commit()
    first.commit()
    await clock.advance(1)
    second.suspend({ withinMs: 0 })
    const [left, run] = await clock.run(Promise.all([second.report, first.report]))
    assert.notEqual(left.results[0]?.status, 'ok')
    assert.equal(run.results.length, 1)
    assert.equal(log.filter((one) => one === 'write a').length, 1)
    assert.equal(holdings(engine)['joined'], 0)
    assert.deepEqual(holdings(engine)['unfinished'] ?? 0, 0)
  })
})
