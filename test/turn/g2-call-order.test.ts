import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { sleep } from '../../src/util/clock.ts'
import { calls, lab, statuses, type Lab } from './lab.ts'

/** Calls of tools that touch what their input says. */
function touching({ nap }: Lab): AnyTool[] {
  const key = (input: Record<string, unknown>): string => String(input['key'])
  return [nap('read', 10, { reads: key }), nap('write', 10, { writes: key })]
}

function touch(...touches: readonly string[]): { id: string; name: string; input: unknown }[] {
  return touches.map((text, index) => {
    const [name = '', key] = text.split(' ')
    return { id: `c${index + 1}`, name, input: { key } }
  })
}

async function startsOf(it: Lab, engine: Engine, ...touches: readonly string[]): Promise<number[]> {
  const { results } = await it.clock.run(engine.execute(touch(...touches)))
  return results.map(({ timing }) => timing.startedMs ?? -1)
}

describe('G2: conflicting calls keep call order, all others run side by side', () => {
  test('writers of one key go one by one, readers together, other keys beside them', async () => {
    const it = lab()
    const starts = await startsOf(
      it,
      it.engine(touching(it)),
      'write a',
      'read a',
      'read a',
      'write a',
      'write b',
    )
    assert.deepEqual(starts, [0, 10, 10, 20, 0])
  })

  test('keys are hierarchical, and * is everything', async () => {
    const it = lab()
    const engine = it.engine(touching(it))
    assert.deepEqual(
      await startsOf(it, engine, 'write a/b/c', 'read a', 'write a/b', 'read a/x'),
      [0, 10, 20, 0],
    )
    assert.deepEqual(
      await startsOf(it, engine, 'write a', 'write b', 'read *', 'write c'),
      [0, 0, 10, 20],
    )
    // A name that begins like another is not below it.
    assert.deepEqual(await startsOf(it, engine, 'write a', 'write ab'), [0, 0])
  })

  test('a reads or writes function that throws or returns junk counts as writing everything, and the report says so', async () => {
    const it = lab()
    const junk = [
      () => 7,
      () => [''],
      () => Promise.resolve('x'),
      (input: { a: { b: string } }) => input.a.b,
    ]
    for (const writes of junk) {
      const odd = it.nap('odd', 10, { writes: writes as never })
      const report = await it.clock.run(
        it
          .engine([odd, ...touching(it)])
          .execute([...touch('read a'), ...calls('odd'), ...touch('read b')]),
      )
      assert.deepEqual(
        report.results.map(({ timing }) => timing.startedMs),
        [0, 10, 20],
      )
      assert.match(
        report.warnings[0] ?? '',
        /The effects of "odd" are unknown, so it counts as writing everything/,
      )
    }
  })

  test('a call whose schema takes its time keeps its place', async () => {
    const it = lab()
    const slow = tool({
      name: 'slow',
      writes: 'a',
      inputSchema: {
        '~standard': {
          version: 1,
          vendor: 'test',
          jsonSchema: { input: () => ({}) },
          validate: async (value: unknown) => {
            await new Promise<void>((resolve) => it.clock.setTimer(() => resolve(), 50, undefined))
            return { value }
          },
        },
      } as never,
      execute: () => it.log.push(`${it.clock.now()} slow`),
    })
    await it.clock.run(
      it.engine([slow as AnyTool, ...touching(it)]).execute([...calls('slow'), ...touch('read a')]),
    )
    assert.deepEqual(it.log, ['50 slow', '50 start read', '60 end read'])
  })

  test('the order holds across turns of one engine', async () => {
    const it = lab()
    const engine = it.engine(touching(it))
    const first = engine.execute(touch('write a', 'read b'))
    const second = engine.execute(touch('read a', 'write b', 'read c'))
    const reports = await it.clock.run(Promise.all([first, second]))
    assert.deepEqual(
      reports[1]?.results.map(({ timing }) => timing.startedMs),
      [10, 10, 0],
    )
    assert.equal(reports[1]?.results[0]?.timing.waits[0]?.reason, 'conflict')
    assert.match(
      reports[1]?.results[0]?.timing.waits[0]?.detail ?? '',
      /^a \(write of another turn\)/,
    )
  })

  test('a turn that is still streaming holds up nobody else', async () => {
    const it = lab()
    const engine = it.engine(touching(it))
    const streaming = engine.turn()
    streaming.add(touch('write a')[0] as never)
    assert.deepEqual(await startsOf(it, engine, 'write a'), [0])
    streaming.commit()
    await it.clock.run(streaming.report)
  })

  test('a waiting call that is cancelled lets the next one by', async () => {
    const it = lab()
    const turn = it.engine(touching(it)).turn()
    for (const call of touch('write a', 'write a', 'write a')) turn.add(call)
    turn.commit()
    await it.clock.advance(5)
    turn.cancel('c2')
    const { results } = await it.clock.run(turn.report)
    assert.equal(statuses(results), 'c1 ok, c2 cancelled, c3 ok')
    assert.equal(it.clock.now(), 20)
  })

  test('a waiter holds no slot', async () => {
    const it = lab()
    const starts = await startsOf(
      it,
      it.engine(touching(it), { concurrency: 2 }),
      'write a',
      'write a',
      'write b',
    )
    assert.deepEqual(starts, [0, 10, 0])
  })
})

describe('G2 and G3: calls inside a call', () => {
  function nesting(it: Lab): { engine: Engine; run(...turns: string[][]): Promise<string[][]> } {
    const holder: { engine?: Engine } = {}
    const outer = tool({
      name: 'outer',
      writes: (input: Record<string, unknown>) => (input['keys'] as string[]) ?? [],
      execute: async (input: Record<string, unknown>) => {
        await sleep(it.clock, 1)
        const report = await holder.engine?.execute(touch(...(input['inner'] as string[])))
        return report?.results.map(({ status, error }) => error?.code ?? status).join()
      },
    })
    const engine = it.engine([outer as AnyTool, ...touching(it)], { concurrency: 8 })
    holder.engine = engine
    /** Each text is `keys > inner calls`, comma-separated; each array of texts is a turn. */
    async function run(...turns: string[][]): Promise<string[][]> {
      const reports = turns.map((texts) => engine.execute(texts.map(outerCall)))
      const ended = await it.clock.run(Promise.all(reports))
      return ended.map(({ results }) => results.map(({ value }) => String(value)))
    }
    return { engine, run }
  }

  function outerCall(text: string, index: number): { id: string; name: string; input: unknown } {
    const [keys, inner] = text.split(' > ')
    return {
      id: `o${index}`,
      name: 'outer',
      input: { keys: keys?.split(','), inner: inner?.split(',') },
    }
  }

  test('they inherit its keys, and keep order among themselves', async () => {
    const it = lab()
    assert.deepEqual(await nesting(it).run(['a > write a,read a/x,write b']), [['ok,ok,ok']])
    assert.equal(it.clock.now(), 21)
  })

  test('nobody else comes between', async () => {
    const it = lab()
    const { engine, run } = nesting(it)
    const inside = run(['a > write a,write a'])
    const outside = engine.execute(touch('read a'))
    await inside
    assert.equal((await it.clock.run(outside)).results[0]?.timing.startedMs, 21)
  })

  test('a call that ends before the calls inside it keeps its keys for them', async () => {
    const it = lab()
    const holder: { engine?: Engine } = {}
    const hasty = tool({
      name: 'hasty',
      writes: 'a',
      execute: async () => {
        void holder.engine?.execute(touch('write a/x'))
        await sleep(it.clock, 1)
      },
    })
    holder.engine = it.engine([hasty, ...touching(it)])
    const { results } = await it.clock.run(
      holder.engine.execute([...calls('hasty'), ...touch('read a', 'read b')]),
    )
    assert.deepEqual(
      results.map(({ timing }) => timing.startedMs),
      [0, 10, 0],
    )
    const after = await it.clock.run(holder.engine.execute(touch('write a')))
    assert.equal(after.results[0]?.timing.startedMs, 0)
  })

  test('two that each want what the other holds: one is told so, the other goes on', async () => {
    const it = lab()
    const [values] = await nesting(it).run(['a > write b', 'b > write a'])
    assert.deepEqual(values?.toSorted(), ['deadlock', 'ok'])
  })

  test('who only waits for us holds nothing, and is no deadlock', async () => {
    const it = lab()
    assert.deepEqual(await nesting(it).run(['a > write b'], ['a,b > read c']), [['ok'], ['ok']])
  })
})

describe('G3: a call inside another that waits for one in line', () => {
  for (const limit of ['slot', 'named limit'] as const)
    test(`which waits for the outer call's ${limit}, lets it run on that`, async () => {
      const it = lab()
      const holder: { engine?: Engine } = {}
      const outer = tool({
        name: 'outer',
        limit: 'crm',
        execute: async () => {
          await sleep(it.clock, 1)
          return (await holder.engine?.execute(touch('write a')))?.outcome
        },
      })
      const write = it.nap('slow', 10, { writes: 'a', limit: 'crm' })
      holder.engine = it.engine([outer, write, ...touching(it)], {
        concurrency: limit === 'slot' ? 1 : 4,
        limits: { crm: { concurrency: 1 } },
      })
      const { results } = await it.clock.run(holder.engine.execute(calls('outer', 'slow')))
      assert.equal(statuses(results), 'c1 ok, c2 ok')
      assert.equal(results[0]?.value, 'complete')
      assert.equal(it.clock.now(), 21)
      const after = await it.clock.run(holder.engine.execute(calls('slow', 'slow')))
      assert.equal(after.outcome, 'complete')
      assert.equal(it.clock.now(), 41)
    })
})
