import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { content } from '../../../src/call/content/content.ts'
import { toJson } from '../../../src/call/content/to-json.ts'
import { tool } from '../../../src/call/tool.ts'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import type { ToolResult } from '../../../src/call/report/result.ts'
import { charsOf } from '../../../src/turn/budget/texts.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const say = (name: string, chars: number, extra?: object) =>
  tool({ name, reads: [], execute: () => name.repeat(chars), ...extra })

test('a turn’s results share its budget, and what was cut can be read by its reference', async () => {
  const engine = createEngine({
    tools: [say('s', 100), say('m', 900), say('l', 9_000)],
    maxTurnResultChars: 3_000,
  })
  const { results } = await engine.execute(
    ['s', 'm', 'l'].map((name) => ({ id: name, name, input: {} })),
  )
  const [s, m, l = 0] = results.map(({ content }) => content.length)
  assert.deepEqual([s, m], [100, 900])
  assert.ok(l > 1_990 && l <= 2_000, String(l))
  assert.equal(String(results[2]?.value).length, 9_000)
  const ref = /"ref":"(r_\w+)"/.exec(String(results[2]?.content))?.[1]
  let text = ''
  for (let reads = 0; reads < 6; reads += 1) {
    const read = await engine.execute([
      { id: 'r', name: 'read_result', input: { ref, offset: text.length, limit: 1_500 } },
    ])
    assert.equal(read.outcome, 'complete')
    text += /l{9,}/.exec(toJson(read.results[0]?.content))?.[0] ?? ''
  }
  assert.equal(text, 'l'.repeat(9_000))
})

test('a tool’s own limit goes before the engine’s', async () => {
  const engine = createEngine({
    tools: [say('a', 5_000), say('b', 5_000, { maxResultChars: 3_000 })],
    maxResultChars: 1_000,
  })
  const { results } = await engine.execute(
    ['a', 'b'].map((name) => ({ id: name, name, input: {} })),
  )
  const [a = 0, b = 0] = results.map(({ content }) => content.length)
  assert.ok(a > 990 && a <= 1_000, String(a))
  assert.ok(b > 2_990 && b <= 3_000, String(b))
})

test('without a budget nothing is cut, and there is no read_result', async () => {
  const engine = createEngine({ tools: [say('a', 500_000)], maxTurnResultChars: Infinity })
  assert.deepEqual(engine.tools.names, ['a'])
  const { results } = await engine.execute([{ id: 'a', name: 'a', input: {} }])
  assert.equal(results[0]?.content.length, 500_000)
})

const calls = (...names: string[]) => names.map((name) => ({ id: name, name, input: {} }))

describe('a result that was cut says so, and one that was not does not', () => {
  test('in the report and its event; the whole is told before, and says nothing', async () => {
    const tools = [say('short', 2), say('long', 500)]
    const turn = createEngine({ tools, maxResultChars: 300 }).turn()
    const whole = turn.add(calls('long')[0] as never)
    turn.commit(calls('short'))
    const { results } = await turn.report
    const [long, short] = results
    assert.equal('cut' in (short as object), false)
    assert.equal((await whole).cut, undefined)
    const ref = /"ref":"(r_\w+)"/.exec(String(long?.content))?.[1]
    assert.deepEqual(long?.cut, { chars: 2_000, shownChars: long?.content.length, refs: [ref] })
    const events: TurnEvent[] = []
    for await (const event of turn) events.push(event)
    const told = events.flatMap((event) => (event.type === 'call.settled' ? event.result : []))
    assert.deepEqual(
      told.map(({ cut, content }) => [cut, content.length]),
      [
        [undefined, 2_000],
        [undefined, 10],
      ],
    )
    const last = events.at(-1)
    assert.deepEqual(last?.type === 'turn.settled' && last.report.results, results)
  })

  test('with every reference, where several parts were cut', async () => {
    const image = { type: 'image', data: 'A'.repeat(9_000), mediaType: 'image/png' } as const
    const parts = tool({
      name: 'parts',
      reads: [],
      execute: () => content('a'.repeat(900), image, 'short', 'b'.repeat(800)),
    })
    const { results } = await createEngine({ tools: [parts], maxResultChars: 605 }).execute(
      calls('parts'),
    )
    const { cut, content: shown = '' } = results[0] as ToolResult
    const refs = toJson(shown).match(/r_\w+/g)
    assert.equal(refs?.length, 2)
    assert.deepEqual(cut, { chars: 1_705, shownChars: charsOf(shown), refs })
  })

  test('an error, a reading, and one of which nothing can be kept', async () => {
    const fails = tool({
      name: 'fails',
      reads: [],
      execute: () => {
        throw new Error('e'.repeat(3_000))
      },
    })
    const huge = say('h', 2 ** 25 + 1)
    const engine = createEngine({ tools: [fails, huge, say('a', 5_000)], maxResultChars: 1_000 })
    const { results } = await engine.execute(calls('fails', 'h', 'a'))
    const [error, large, long] = results.map(({ cut }) => cut)
    assert.ok((error?.chars ?? 0) > 3_000 && (error?.shownChars ?? 0) <= 1_000)
    assert.deepEqual(large?.refs, [])
    assert.equal(large?.chars, 2 ** 25 + 1)
    const reading = { id: 'r', name: 'read_result', input: { ref: long?.refs[0] } }
    const { results: read } = await engine.execute([reading, { ...reading, id: 's' }])
    assert.deepEqual(
      read.map(({ cut }) => cut),
      [undefined, undefined],
    )
    const small = createEngine({ tools: [say('a', 5_000)], maxTurnResultChars: 1_000 })
    const again = (await small.execute(calls('a'))).results[0]?.cut?.refs[0]
    const shared = await small.execute([
      { ...reading, input: { ref: again } },
      { ...reading, id: 's', input: { ref: again, limit: 1_000 } },
    ])
    for (const { cut } of shared.results) {
      assert.deepEqual(cut?.refs, [again])
      assert.ok((cut?.shownChars ?? Infinity) < (cut?.chars ?? 0))
    }
  })

  test('a plan, with what its steps lost, and those of a plan within it', async () => {
    const events: TurnEvent[] = []
    const engine = createEngine({
      tools: [say('a', 5_000), say('b', 4_000), say('c', 10)],
      maxResultChars: 1_000,
      batch: true,
      onEvent: (event) => void events.push(event),
    })
    const step = (name: string) => ({ id: name, tool: name, input: {} })
    const inner = { id: 'inner', tool: 'batch', input: { steps: [step('b')] } }
    const plan = (steps: object[]) => ({ id: 'plan', name: 'batch', input: { steps } })
    const { results } = await engine.execute([plan([step('a'), step('c'), inner])])
    const { cut, content: shown } = results[0] as ToolResult
    const steps = events
      .flatMap((event) => (event.type === 'turn.settled' ? event.report.results : []))
      .filter((result) => result.name !== 'batch' && result.cut !== undefined)
    const lost = steps.reduce((sum, { cut }) => sum + (cut?.chars ?? 0) - (cut?.shownChars ?? 0), 0)
    assert.equal(steps.length, 2)
    assert.deepEqual([cut?.chars, cut?.shownChars], [(shown?.length ?? 0) + lost, shown?.length])
    assert.deepEqual(
      [...(cut?.refs ?? [])].sort(),
      steps.flatMap(({ cut }) => cut?.refs ?? []).sort(),
    )
    const whole = await engine.execute([plan([step('c')])])
    assert.equal('cut' in (whole.results[0] as object), false)
  })
})
