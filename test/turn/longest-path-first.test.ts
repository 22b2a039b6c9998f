import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import type { ToolCall } from '../../src/call/call.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import type { CallRecord } from '../../src/turn/call-record.ts'
import { RemainingPaths } from '../../src/turn/keys/remaining-paths.ts'
import { Ok } from '../../src/turn/waits/wait.ts'
import { sleep } from '../../src/util/clock.ts'
import { MovingAverage } from '../../src/util/moving-average.ts'
import { lab, type Lab } from './lab.ts'

/** A tool that takes `ms` of its input, and writes its `key`, if it has one; it notes the ids of its calls as they start. */
function napper(it: Lab, started: string[], name = 'nap', ms?: number, writes?: string[]): AnyTool {
  return tool({
    name,
    writes: writes ?? ((input: unknown) => (input as { key?: string }).key ?? []),
    idempotent: true,
    retries: 1,
    execute: async (input: unknown, { callId, signal, attempt }: ToolContext) => {
      started.push(callId)
      const given = input as { ms?: number; flaky?: boolean }
      await sleep(it.clock, ms ?? given.ms ?? 10, signal)
      if (given.flaky === true && attempt === 1) throw new ToolError('busy', { retryAfterMs: 1 })
      return 'done'
    },
  }) as AnyTool
}

interface Scene extends Lab {
  readonly started: string[]
  readonly run: Engine
}

/** An engine of one slot. */
function oneSlot(...names: readonly [name: string, ms: number][]): Scene {
  const it = lab()
  const started: string[] = []
  const tools = names.map(([name, ms]) => napper(it, started, name, ms))
  const look = napper(it, started, 'look', 10, [])
  const run = it.engine([napper(it, started), look, ...tools], {
    concurrency: 1,
    retryBudget: false,
    batch: true,
  })
  return { ...it, started, run }
}

const call = (id: string, input: object = {}, name = 'nap'): ToolCall => ({ id, name, input })

describe('where slots are short, the call that most depends on goes first', () => {
  test('over references', async () => {
    const { clock, run, started } = oneSlot()
    const look = (id: string, of = 'none'): ToolCall => call(id, { of }, 'look')
    const calls = [
      look('a'),
      look('b'),
      look('b2', '${b}'),
      look('c'),
      look('c2', '${c}'),
      look('c3', '${c2}'),
    ]
    await clock.run(run.execute(calls, { references: true }))
    assert.deepEqual(started, ['c', 'b', 'c2', 'a', 'b2', 'c3'])
  })

  test('over keys, those above and below a key among them', async () => {
    const { clock, run, started } = oneSlot()
    const calls = [
      call('plain'),
      call('a', { key: 'file/a' }),
      call('b', { key: 'file/b/1' }),
      call('b2', { key: 'file/b' }),
      call('all', { key: 'file' }),
      call('b3', { key: 'file/b/2' }),
    ]
    await clock.run(run.execute(calls))
    assert.deepEqual(started, ['b', 'a', 'b2', 'all', 'plain', 'b3'])
  })

  test('as long as its tool and those of the calls after it took recently', async () => {
    const { clock, run, started } = oneSlot(['slow', 100], ['quick', 1])
    await clock.run(run.execute([call('', {}, 'slow'), call('', {}, 'quick')]))
    started.length = 0
    const calls = [
      call('q', { key: 'a' }, 'quick'),
      call('q2', { key: 'a' }, 'quick'),
      call('q3', { key: 'a' }, 'quick'),
      call('s', { key: 'b' }, 'slow'),
      call('s2', { key: 'b' }, 'quick'),
    ]
    await clock.run(run.execute(calls))
    assert.deepEqual(started, ['s', 'q', 'q2', 's2', 'q3'])
  })

  test('a tool that has not run yet counts as the average of the others', async () => {
    const { clock, run, started } = oneSlot(['slow', 100], ['quick', 1], ['new', 1])
    await clock.run(run.execute([call('', {}, 'slow'), call('', {}, 'quick')]))
    started.length = 0
    const calls = [
      call('q', { key: 'a' }, 'quick'),
      call('n', { key: 'b' }, 'new'),
      call('s', { key: 'c' }, 'slow'),
      call('last', { key: '*' }, 'quick'),
    ]
    await clock.run(run.execute(calls))
    assert.deepEqual(started, ['s', 'n', 'q', 'last'])
  })

  test('what has been seen meanwhile counts in the same turn', async () => {
    const { clock, run, started } = oneSlot(['slow', 100], ['quick', 1])
    const chain = (id: string, name: string): ToolCall[] => [
      call(`${id}1`, { key: id }, name),
      call(`${id}2`, { key: id }, name),
    ]
    await clock.run(
      run.execute([...chain('a', 'quick'), ...chain('b', 'slow'), ...chain('c', 'quick')]),
    )
    // All looks alike, until a1 and b1 have ended: from then on it is known what b2 will take.
    assert.deepEqual(started, ['a1', 'b1', 'b2', 'c1', 'a2', 'c2'])
  })

  test('of the steps of a plan, even if none waits for another', async () => {
    const { clock, run, started } = oneSlot(['slow', 100], ['quick', 1])
    await clock.run(run.execute([call('', {}, 'slow'), call('', {}, 'quick')]))
    started.length = 0
    const steps = ['quick', 'slow', 'quick'].map((name, n) => ({
      id: `s${n}`,
      tool: name,
      input: {},
    }))
    await clock.run(run.execute([{ id: 'plan', name: 'batch', input: { steps } }]))
    assert.equal(started.length, 3)
    assert.match(String(started[0]), /s1/)
  })

  test('when calls that wait for it come while it is in line', async () => {
    const { clock, run, started } = oneSlot()
    const turn = run.turn({ open: true })
    for (const one of [call('first'), call('a'), call('b', { key: 'b' })]) void turn.add(one)
    void turn.add(call('b2', { key: 'b' }))
    turn.commit()
    await clock.run(turn.report)
    assert.deepEqual(started, ['first', 'b', 'a', 'b2'])
  })
})

describe('and all else is as it was', () => {
  test('calls for which nobody waits start in call order, however long they take', async () => {
    const { clock, run, started } = oneSlot(['slow', 100], ['quick', 1])
    const calls = ['slow', 'quick', 'slow', 'quick'].map((name, n) =>
      call(`c${n}`, { key: `row/${n}` }, name),
    )
    for (let turn = 0; turn < 2; turn += 1) {
      started.length = 0
      await clock.run(run.execute(calls))
      assert.deepEqual(started, ['c0', 'c1', 'c2', 'c3'])
    }
  })

  test('also over limits that some of them have', async () => {
    const it = lab()
    const started: string[] = []
    const tools = [
      napper(it, started, 'slow', 100),
      napper(it, started, 'quick', 1),
      { ...napper(it, started, 'limited', 10), limit: 'crm' },
    ]
    const run = it.engine(tools, { concurrency: 1, limits: { crm: { concurrency: 1 } } })
    const calls = ['quick', 'limited', 'slow', 'limited', 'quick', 'slow'].map((name, n) =>
      call(`c${n}`, {}, name),
    )
    for (let turn = 0; turn < 2; turn += 1) {
      started.length = 0
      await it.clock.run(run.execute(calls))
      assert.deepEqual(started, ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'])
    }
  })

  test('turns get equal shares, whatever depends on their calls', async () => {
    const { clock, run, started } = oneSlot()
    const long = ['x', 'y', 'z'].map((id) => call(id, { key: id }))
    const after = call('after', { key: '*' })
    const plain = ['p', 'q', 'r', 's'].map((id) => call(id))
    await clock.run(Promise.all([run.execute(plain), run.execute([...long, after])]))
    assert.deepEqual(started, ['p', 'q', 'x', 'r', 'y', 's', 'z', 'after'])
  })

  test('what comes back goes before the longest path', async () => {
    const { clock, run, started } = oneSlot()
    const calls = [
      call('flaky', { flaky: true, key: 'a' }),
      call('a2', { key: 'a' }),
      call('a3', { key: 'a' }),
      call('b', { key: 'b' }),
      call('c', { key: 'c' }),
      call('c2', { key: 'c' }),
      call('c3', { key: 'c' }),
      call('c4', { key: 'c' }),
    ]
    await clock.run(run.execute(calls))
    assert.deepEqual(started.slice(0, 4), ['c', 'flaky', 'c2', 'flaky'])
  })
})

test('a call of a turn of 10,000 is not looked at more often than one of a turn of 1,000', () => {
  const looks = (count: number): number => {
    let looked = 0
    const look = (): { runTimes: MovingAverage } => {
      looked += 1
      return { runTimes: new MovingAverage(1) }
    }
    const paths = new RemainingPaths({ of: look })
    const calls = Array.from({ length: count }, () => ({ tool: {}, needs: [] })) as unknown[]
    for (const call of calls as CallRecord[]) {
      paths.add(call)
      if (paths.isDue) paths.update()
    }
    for (const call of calls as CallRecord[]) {
      call.outcome = new Ok('done')
      paths.ended()
      if (paths.isDue) paths.update()
    }
    return looked
  }
  const growth = looks(10_000) / looks(1_000)
  assert.ok(growth < 12, `ten times the calls are looked at ${growth.toFixed(1)} times as often`)
  assert.ok(looks(10_000) < 100_000, `each is looked at ${looks(10_000) / 10_000} times`)
})
