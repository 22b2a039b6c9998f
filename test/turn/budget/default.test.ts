import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anthropic } from '../../../src/anthropic.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { toJson } from '../../../src/call/content/to-json.ts'
import { charsOf } from '../../../src/turn/budget/texts.ts'
import { turnResultChars } from '../../../src/turn/budget/turn-budget.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const most = turnResultChars()
const say = tool({
  name: 'say',
  reads: [],
  execute: ({ chars }) => 'x'.repeat(Number(chars)),
}) as AnyTool
const calls = (...sizes: number[]) =>
  sizes.map((chars, id) => ({ id: `${id}`, name: 'say', input: { chars } }))

async function lengths(engine: Engine, ...sizes: number[]): Promise<number[]> {
  const { results } = await engine.execute(calls(...sizes))
  return results.map(({ content }) => charsOf(content))
}

describe('an engine that says nothing of a budget', () => {
  test('shows the model no more of a turn than half of a usual window holds, and cuts the longest', async () => {
    assert.equal(most, 192_000)
    const engine = createEngine({ tools: [say] })
    assert.deepEqual(await lengths(engine, most - 10, 10), [most - 10, 10])
    const [long = 0, short] = await lengths(engine, most, 10)
    assert.ok(long <= most - 10 && long > most - 200, `${long}`)
    assert.equal(short, 10)
  })

  test('names `read_result` once something was cut, and always runs it', async () => {
    const engine = createEngine({ tools: [say] })
    const names = (): unknown[] => [
      [...engine.tools.names],
      Array.from(engine.tools, ({ name }) => name),
      anthropic.tools(engine).map(({ name }) => name),
    ]
    assert.deepEqual(names(), [['say'], ['say'], ['say']])
    assert.equal((await engine.execute(calls(most + 1))).results[0]?.cut?.refs.length, 1)
    const both = ['say', 'read_result']
    assert.deepEqual(names(), [both, both, both])
    assert.deepEqual(engine.with([say]).tools.names, both)

    // A model that has the result from another process asks by the same name.
    const [ref] = (await engine.execute(calls(most + 1))).results[0]?.cut?.refs ?? []
    const other = createEngine({ tools: [say] })
    const reading = { id: 'r', name: 'read_result', input: { ref, offset: most - 2 } }
    const [gone] = (await other.execute([reading])).results
    assert.deepEqual([gone?.status, gone?.error?.code], ['failed', 'unknown_ref'])
    const [read] = (await engine.execute([reading])).results
    assert.match(toJson(read?.content), /xxx\\n\[Characters .* This is the end/)
  })

  test('says what is missing, and names no tool, where the user has another `read_result`', async () => {
    const own = tool({ name: 'read_result', reads: [], execute: () => 'my own' }) as AnyTool
    const engine = createEngine({ tools: [say, own] })
    assert.deepEqual(engine.tools.names, ['say', 'read_result'])
    const [result] = (await engine.execute(calls(most + 1))).results
    assert.deepEqual(result?.cut?.refs, [])
    assert.match(String(result?.content), /\[… \d+ characters left out …\]/)
    const [called] = (await engine.execute([{ id: 'r', name: 'read_result', input: {} }])).results
    assert.equal(called?.content, 'my own')
  })

  test('cuts nothing in a turn whose results are told one by one', async () => {
    const engine = createEngine({ tools: [say] })
    const turn = engine.turn({ open: true })
    const told = turn.add(calls(most + 1)[0] as never)
    turn.commit()
    assert.equal((await told).content.length, most + 1)
    assert.equal((await turn.report).results[0]?.content.length, most + 1)
    assert.deepEqual(engine.tools.names, ['say'])
  })

  test('cuts the steps of a plan like calls, and says so of the plan', async () => {
    const engine = createEngine({ tools: [say], batch: true })
    const steps = [most, 10].map((chars, id) => ({ id: `s${id}`, tool: 'say', input: { chars } }))
    const [plan] = (await engine.execute([{ id: 'p', name: 'batch', input: { steps } }])).results
    assert.ok((plan?.cut?.chars ?? 0) > most)
    assert.ok(charsOf(plan?.content ?? '') <= most)
    assert.ok((plan?.cut?.refs.length ?? 0) >= 1)
  })
})
