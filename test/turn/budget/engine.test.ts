import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toJson } from '../../../src/call/content/to-json.ts'
import { tool } from '../../../src/call/tool.ts'
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
  const engine = createEngine({ tools: [say('a', 500_000)] })
  assert.deepEqual(engine.tools.names, ['a'])
  const { results } = await engine.execute([{ id: 'a', name: 'a', input: {} }])
  assert.equal(results[0]?.content.length, 500_000)
})
