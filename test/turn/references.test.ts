import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod'
import { tool } from '../../src/call/tool.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import { sleep } from '../../src/util/clock.ts'
import { lab, statuses, type Lab } from './lab.ts'

/** Takes 10 ms and returns `{ id, of }` of its input. */
function customers({ clock }: Lab) {
  return tool({
    name: 'customer',
    inputSchema: z.object({ id: z.int() }),
    reads: ({ id }) => `customer/${id}`,
    execute: async ({ id }) => {
      await sleep(clock, 10)
      return { id, next: id + 1, tags: ['x', 'y'] }
    },
  })
}

function run(
  it: Lab,
  steps: Record<string, unknown>,
  names: Record<string, string> = {},
): Promise<TurnReport> {
  const boom = tool({
    name: 'boom',
    execute: async () => {
      await sleep(it.clock, 5)
      throw new Error('broken')
    },
  })
  const write = it.nap('write', 10, { writes: (input) => `customer/${String(input['id'])}` })
  const calls = Object.entries(steps).map(([id, input]) => ({
    id,
    name: names[id] ?? 'customer',
    input,
  }))
  const engine = it.engine([customers(it), boom, write])
  return it.clock.run(engine.execute(calls, { references: true }))
}

describe('inputs that refer to earlier results', () => {
  test('a call starts as soon as the results that it needs are there, not a moment later', async () => {
    const it = lab()
    const { results, stats } = await run(it, {
      a: { id: 1 },
      b: { id: '${a.next}' },
      c: { id: '${a.next}' },
      d: { id: '${b.next}' },
      e: { id: 9 },
    })
    assert.deepEqual(
      results.map(({ timing }) => timing.startedMs),
      [0, 10, 10, 20, 0],
    )
    assert.deepEqual(results[3]?.value, { id: 3, next: 4, tags: ['x', 'y'] })
    assert.equal(stats.criticalPathMs, 30)
    assert.equal(stats.waitedMs.dependency, 40)
    assert.deepEqual(stats.bottlenecks[0], {
      reason: 'dependency',
      detail: 'a',
      calls: 2,
      totalMs: 20,
    })
  })

  test('the input is checked with the results in place', async () => {
    const { results } = await run(lab(), { a: { id: 1 }, b: { id: '${a.tags[0]}' } })
    assert.equal(statuses(results), 'a ok, b failed')
    assert.equal(results[1]?.error?.code, 'invalid_input')
  })

  test('a reference to nothing, to a later call, to itself, or that is none, is that call’s error', async () => {
    const { results } = await run(lab(), {
      a: { id: '${z.next}' },
      b: { id: '${c.next}' },
      c: { id: '${c.next}' },
      d: { id: '${' },
      e: { id: 1 },
      f: { id: '${e.nxt}' },
    })
    assert.equal(statuses(results), 'a failed, b failed, c failed, d failed, e ok, f failed')
    assert.match(
      String(results[0]?.content),
      /Expected \$\{z\} to name an earlier call\. There are no earlier calls\./,
    )
    assert.match(String(results[2]?.content), /refers to its own result/)
    assert.match(String(results[5]?.content), /nxt.*next/)
  })

  test('what needs a failed result is skipped and says so, down the chain', async () => {
    const { results } = await run(
      lab(),
      { a: {}, b: { id: '${a.x}' }, c: { id: '${b.next}' }, d: { id: '${a}' }, e: { id: 5 } },
      { a: 'boom' },
    )
    assert.equal(statuses(results), 'a failed, b skipped, c skipped, d skipped, e ok')
    assert.match(
      String(results[1]?.content),
      /it needs the result of boom \(a\), which ended failed/,
    )
    assert.equal(results[2]?.error?.code, 'dependency_failed')
  })

  test('a chain of thousands fails without overflowing the stack', async () => {
    const steps: Record<string, unknown> = { s0: {} }
    for (let n = 1; n < 5_000; n += 1) steps[`s${n}`] = { id: `\${s${n - 1}.next}` }
    const { results } = await run(lab(), steps, { s0: 'boom' })
    assert.equal(results.filter(({ status }) => status === 'skipped').length, 4_999)
  })

  test('a call with references keeps its place among those that it may conflict with', async () => {
    const it = lab()
    const { results } = await run(
      it,
      { a: { id: 1 }, w: { id: '${a.next}' }, r: { id: 2 }, far: { id: 7 } },
      { w: 'write' },
    )
    // Until its input is known, `w` may write any customer; so the reads after it wait for it, and see its effect.
    assert.deepEqual(
      results.map(({ timing }) => timing.startedMs),
      [0, 10, 20, 20],
    )
  })

  test('without the option, `${` is just text', async () => {
    const it = lab()
    const echo = tool({ name: 'echo', execute: (input) => input })
    const call = { id: 'a', name: 'echo', input: { command: 'echo ${HOME}' } }
    const { results } = await it.clock.run(it.engine([echo]).execute([call]))
    assert.equal(results[0]?.status, 'ok')
  })

  test('cancelling a call that is needed skips the ones that need it', async () => {
    const it = lab()
    const turn = it.engine([customers(it)]).turn({ references: true })
    turn.add({ id: 'a', name: 'customer', input: { id: 1 } })
    turn.add({ id: 'b', name: 'customer', input: { id: '${a.next}' } })
    turn.commit()
    await it.clock.advance(5)
    turn.cancel('a')
    assert.equal(statuses((await it.clock.run(turn.report)).results), 'a cancelled, b skipped')
  })
})
