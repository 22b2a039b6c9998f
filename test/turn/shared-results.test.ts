import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import { tool } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { sleep } from '../../src/util/clock.ts'
import { holdings } from '../../src/turn/holdings.ts'
import { calls, lab, statuses } from './lab.ts'

const key = (input: Record<string, unknown>): string => String(input['key'])
const read = (id: string, of: string) => ({ id, name: 'read', input: { key: of } })
const write = (id: string, of: string) => ({ id, name: 'write', input: { key: of } })

test('identical calls under way run once, if the tool asks for it', async () => {
  const { clock, log, nap, engine } = lab()
  const run = engine([nap('read', 10, { reads: key, coalesce: true })])
  const { results } = await clock.run(
    run.execute([read('1', 'a'), read('2', 'a'), read('3', 'b'), read('4', 'a')]),
  )
  assert.deepEqual(log, ['0 start read', '0 start read', '10 end read', '10 end read'])
  assert.deepEqual(
    results.map(({ id, content, attempts }) => [id, content, attempts]),
    [
      ['1', 'read', 1],
      ['2', 'read', 0],
      ['3', 'read', 1],
      ['4', 'read', 0],
    ],
  )
  await clock.run(run.execute([read('5', 'a')]))
  assert.equal(log.length, 6)
})

test('without asking, nothing is shared', async () => {
  const { clock, log, nap, engine } = lab()
  await clock.run(
    engine([nap('read', 10, { reads: key })]).execute([read('1', 'a'), read('2', 'a')]),
  )
  assert.equal(log.length, 4)
})

test('a failure is shared; a leader that is cancelled leaves the lead to another', async () => {
  const { clock, log, nap, engine } = lab()
  const boom = tool({
    name: 'boom',
    reads: [],
    coalesce: true,
    execute: async () => {
      log.push('boom')
      await Promise.resolve()
      throw new Error('broken')
    },
  })
  const run = engine([boom, nap('read', 10, { reads: key, coalesce: true })])
  assert.equal(
    statuses((await clock.run(run.execute(calls('boom', 'boom')))).results),
    'c1 failed, c2 failed',
  )
  assert.deepEqual(log, ['boom'])

  const turn = run.turn()
  turn.add(read('1', 'a'))
  turn.add(read('2', 'a'))
  turn.commit()
  await clock.advance(5)
  turn.cancel('1')
  assert.equal(statuses((await clock.run(turn.report)).results), '1 cancelled, 2 ok')
  assert.deepEqual(log.slice(1), ['0 start read', '5 start read', '5 abort read', '15 end read'])
})

test('a cached result serves until its time is over or something that it read is written', async () => {
  const { clock, log, nap, engine } = lab()
  const run = engine([
    nap('read', 10, { reads: key, cache: { ttlMs: 1_000 } }),
    nap('write', 10, { writes: key }),
  ])
  const reads = async (of: string): Promise<boolean> => {
    const before = log.length
    await clock.run(run.execute([read('r', of)]))
    return log.length > before
  }
  assert.equal(await reads('a/b'), true)
  assert.equal(await reads('a/b'), false)
  await clock.run(run.execute([write('w', 'c')]))
  assert.equal(await reads('a/b'), false)
  for (const covering of ['a', 'a/b', 'a/b/c', '*']) {
    await clock.run(run.execute([write('w', covering)]))
    assert.equal(await reads('a/b'), true, covering)
  }
  await clock.advance(2_000)
  assert.equal(await reads('a/b'), true)
})

test('within a turn a read after a write sees the write, cached or not', async () => {
  const { clock, engine } = lab()
  let value = 1
  const run = engine([
    tool({ name: 'read', reads: 'x', cache: { ttlMs: 1e9 }, execute: () => value }),
    tool({
      name: 'write',
      writes: 'x',
      execute: () => {
        value += 1
      },
    }),
  ])
  const { results } = await clock.run(run.execute(calls('read', 'write', 'read', 'read')))
  assert.deepEqual(
    results.map((result) => result.value),
    [1, undefined, 2, 2],
  )
})

test('only a tool that changes nothing may share or cache', () => {
  const execute = (): void => {}
  assert.throws(
    () => tool({ name: 't', coalesce: true, execute }),
    /declare `reads` and no `writes`/,
  )
  assert.throws(() => tool({ name: 't', writes: 'x', cache: { ttlMs: 1 }, execute }), /`cache`/)
  assert.throws(() => tool({ name: 't', reads: 'x', cache: { ttlMs: 0 }, execute }), /above 0/)
})

test('G8: a follower that leaves is not kept until its leader ends', async () => {
  const { clock, nap, engine } = lab()
  const run = engine([nap('read', Infinity, { reads: key, coalesce: true })])
  const turn = run.turn()
  turn.add(read('1', 'a'))
  for (const id of ['2', '3']) turn.add(read(id, 'a'))
  await clock.advance(5)
  assert.equal(holdings(run)['sharing'], 5)
  turn.cancel('2')
  assert.equal(holdings(run)['sharing'], 4)
  turn.discard('no')
  await clock.run(turn.report)
  assert.equal(holdings(run)['sharing'], 0)
})

test('a call inside a leader that needs what a follower holds is told that this is a circle', async () => {
  const { clock, nap, engine } = lab()
  const look = tool({
    name: 'read',
    reads: 'a',
    coalesce: true,
    execute: async () => {
      await sleep(clock, 5)
      const { results } = await run.execute([write('w', 'a')])
      return results[0]?.error?.code ?? results[0]?.status
    },
  })
  const run: Engine = engine([look, nap('write', 10, { writes: key })])
  const { results } = await clock.run(run.execute([read('1', 'a'), read('2', 'a')]))
  assert.deepEqual(
    results.map(({ value }) => value),
    ['deadlock', 'deadlock'],
  )
})

test('what a write does after it was given up is seen by who reads later, however results are shared', async () => {
  for (const how of ['cached before', 'cached beside', 'followed', 'adopted'] as const) {
    const { clock, engine } = lab()
    let value = 'old'
    const look = tool({
      name: 'read',
      reads: key,
      ...(how === 'followed' && { coalesce: true }),
      ...(how.startsWith('cached') && { cache: { ttlMs: 10_000 } }),
      execute: async (_input: Record<string, unknown>) => {
        const seen = value
        await sleep(clock, 20)
        return seen
      },
    })
    const deaf = tool({
      name: 'write',
      writes: key,
      timeoutMs: 5,
      execute: async (_input: Record<string, unknown>) => {
        await sleep(clock, 50)
        value = 'new'
      },
    })
    const run = engine([look, deaf], { graceMs: 5 })
    assert.equal(statuses((await clock.run(run.execute([write('w', 'a')]))).results), 'w timed-out')
    await clock.advance(how === 'cached before' ? 0 : 30)
    const first = run.turn()
    first.add(read('1', 'a'))
    if (how !== 'adopted') first.commit()
    await clock.advance(how === 'followed' ? 15 : 60)
    if (how === 'adopted') first.discard('It broke off.')
    const options = how === 'adopted' ? { adopt: first } : {}
    const { results } = await clock.run(run.execute([read('2', 'a')], options))
    assert.equal(results[0]?.content, 'new', how)
  }
})

test('a write that had ended before is no reason to read again, however results are shared', async () => {
  for (const options of [{ coalesce: true }, { cache: { ttlMs: 10_000 } }, {}]) {
    const { clock, log, nap, engine } = lab()
    const run = engine([
      nap('read', 10, { reads: key, ...options }),
      nap('write', 10, { writes: key }),
    ])
    await clock.run(run.execute([write('w', 'a')]))
    log.length = 0
    const first = run.turn()
    first.add(read('1', 'a'))
    if (options.coalesce) first.add(read('2', 'a'))
    await clock.advance(20)
    first.discard('It broke off.')
    await clock.run(run.execute([read('1', 'a')], { adopt: first }))
    assert.deepEqual(log, ['10 start read', '20 end read'])
  }
})

test('a call does not wait for an identical one in the line of another turn: whichever begins first serves both', async () => {
  for (const how of ['small', 'long', 'stopped', 'failed'] as const) {
    const { clock, log, nap, engine } = lab()
    const run = engine(
      [nap('read', 10, { reads: key, coalesce: true }), nap('other', 10, { reads: [] })],
      {
        concurrency: 1,
      },
    )
    const long = run.turn()
    const last = { ...read('last', 'a') }
    if (how === 'long') long.add(last)
    for (let n = 0; n < 20; n += 1) long.add({ id: `${n}`, name: 'other', input: {} })
    if (how !== 'long') long.add(last)
    long.commit()
    await clock.advance(0)
    const small = run.turn()
    const before = how === 'long' ? [{ id: 'before', name: 'other', input: {} }] : []
    small.commit([...before, read('small', 'a'), read('same', 'a')])
    await clock.advance(0)
    if (how === 'stopped') long.cancel('last')
    if (how === 'failed') small.cancel('small')
    const { results } = await clock.run(small.report)
    const times = results
      .slice(before.length)
      .map(({ status, timing }) => `${status} ${timing.settledMs}`)
    const first = how === 'failed' ? 'cancelled 0' : how === 'long' ? 'ok 10' : 'ok 30'
    assert.deepEqual(times, [first, how === 'long' ? 'ok 10' : 'ok 30'], how)
    const report = await clock.run(long.report)
    const served = report.results.find(({ id }) => id === 'last')
    assert.deepEqual(
      [served?.status, served?.attempts],
      how === 'stopped' ? ['cancelled', 0] : ['ok', how === 'long' ? 1 : 0],
    )
    assert.equal(log.filter((line) => line.endsWith('start read')).length, 1, how)
    assert.deepEqual(
      Object.entries(holdings(run)).filter(([, count]) => count !== 0),
      [],
    )
  }
})

test('after a leader was stopped its followers stand in line each in its own turn, with all their retries', async () => {
  const { clock, log, nap, engine } = lab()
  let failures = 0
  const look = tool({
    name: 'read',
    reads: key,
    coalesce: true,
    retries: 1,
    execute: async (_input: Record<string, unknown>, { signal }) => {
      log.push(`${clock.now()} start read`)
      await sleep(clock, 10, signal)
      if (failures > 0) failures -= 1
      else return 'read'
      throw new ToolError('It is busy.', { retryable: true })
    },
  })
  const run = engine([look, nap('other', 10, { reads: [] })], { concurrency: 1 })
  const other = (id: string) => ({ id, name: 'other', input: {} })
  const holder = run.turn()
  holder.commit([other('0')])
  await clock.advance(0)
  const [first, long, small] = [run.turn(), run.turn(), run.turn()]
  first.commit([read('1', 'a')])
  long.commit([...Array.from({ length: 20 }, (_, n) => other(`${n}`)), read('last', 'a')])
  small.commit([read('small', 'a'), read('same', 'a')])
  // One that was in line before it followed has lost nothing by that.
  await clock.advance(12)
  assert.deepEqual(log.at(-1), '10 start read')
  failures = 1
  first.cancel()
  const { results } = await clock.run(small.report)
  assert.deepEqual(
    results.map(({ status, attempts }) => [status, attempts]),
    [
      ['ok', 2],
      ['ok', 0],
    ],
  )
  const { results: late } = await clock.run(long.report)
  assert.equal(late.at(-1)?.attempts, 0)
  assert.deepEqual(
    Object.entries(holdings(run)).filter(([, count]) => count !== 0),
    [],
  )
})

test('those who come when a result under way is old share one of their own', async () => {
  const { clock, log, nap, engine } = lab()
  const run = engine(
    [
      nap('read', 20, { reads: key, coalesce: true }),
      tool({ name: 'late', writes: key, timeoutMs: 5, execute: () => sleep(clock, 50) }),
    ],
    { graceMs: 5 },
  )
  await clock.run(run.execute([{ id: 'w', name: 'late', input: { key: 'a' } }]))
  await clock.advance(30)
  // It reads from 40 to 60; what was given up writes until 50.
  const reports = [run.execute([read('1', 'a')])]
  for (const afterMs of [15, 3, 5]) {
    await clock.advance(afterMs)
    reports.push(run.execute([read(`${afterMs}`, 'a')]))
  }
  const attempts = []
  for (const report of reports)
    attempts.push((await clock.run(report)).results.map((result) => result.attempts)[0])
  assert.deepEqual(attempts, [1, 1, 0, 0])
  assert.equal(log.filter((line) => line.endsWith('start read')).length, 2)
  assert.deepEqual(
    Object.entries(holdings(run)).filter(([, count]) => count !== 0),
    [],
  )
})

test('a value that can be read only so often leaves no follower waiting', async () => {
  for (let most = 0; most < 8; most += 1) {
    const { clock, engine } = lab()
    const odd = tool({
      name: 'read',
      reads: key,
      coalesce: true,
      execute: async (_input: Record<string, unknown>) => {
        await sleep(clock, 10)
        let left = most
        const value = {
          get once(): string {
            left -= 1
            if (left < 0) throw new Error('It was read too often.')
            return 'here'
          },
        }
        return value
      },
    })
    const run = engine([odd])
    const { results } = await clock.run(
      run.execute([read('1', 'a'), read('2', 'a'), read('3', 'a')]),
    )
    assert.equal(results.length, 3)
    assert.deepEqual(
      Object.entries(holdings(run)).filter(([, count]) => count !== 0),
      [],
    )
  }
})

test('a call inside others that leads in line runs on its own once another has begun', async () => {
  const { clock, nap, engine } = lab()
  const look = tool({
    name: 'read',
    reads: 'a',
    limit: 'one',
    coalesce: true,
    execute: async () => {
      await sleep(clock, 5)
      const { results } = await run.execute([{ id: 'x', name: 'inner', input: {} }])
      return results[0]?.error?.code ?? 'ok'
    },
  })
  const outer = tool({
    name: 'outer',
    writes: 'x',
    execute: async () => {
      const { results } = await run.execute([{ id: 'b', name: 'busy', input: {} }, read('n', 'a')])
      return results[1]?.content
    },
  })
  const tools = [
    look,
    outer,
    nap('busy', 20, { reads: [], limit: 'one' }),
    nap('inner', 5, { reads: 'x' }),
  ]
  const run: Engine = engine(tools, { limits: { one: { concurrency: 1 } } })
  const busy = run.execute([{ id: 'b', name: 'busy', input: {} }])
  await clock.advance(0)
  const around = run.execute([{ id: 'o', name: 'outer', input: {} }])
  await clock.advance(1)
  const beside = run.execute([read('f', 'a')])
  const reports = await clock.run(Promise.all([busy, around, beside]))
  assert.deepEqual(
    reports.slice(1).map(({ results }) => [results[0]?.content, results[0]?.attempts]),
    [
      ['ok', 1],
      ['ok', 1],
    ],
  )
})

test('a result is old only while an attempt reads it: not for the heir in line, nor before the next attempt', async () => {
  for (const how of ['heir', 'retry'] as const) {
    const { clock, log, engine } = lab()
    let fails = how === 'retry' ? 1 : 0
    const look = tool({
      name: 'read',
      reads: key,
      coalesce: true,
      retries: 1,
      limit: 'two',
      execute: async (_input: Record<string, unknown>, { signal }) => {
        log.push(`${clock.now()} start read`)
        await sleep(clock, 20, signal)
        fails -= 1
        if (fails >= 0) throw new ToolError('busy', { retryAfterMs: 100 })
      },
    })
    const late = tool({ name: 'late', writes: key, timeoutMs: 5, execute: () => sleep(clock, 50) })
    const hog = tool({ name: 'hog', reads: [], limit: 'two', execute: () => sleep(clock, 30) })
    const run = engine([look, late, hog], { graceMs: 5, limits: { two: { concurrency: 2 } } })
    const hogs = () => run.execute([{ id: 'h', name: 'hog', input: {} }])
    await clock.run(run.execute([{ id: 'w', name: 'late', input: { key: 'a' } }]))
    await clock.advance(30)
    const first = run.turn()
    const reports: Promise<unknown>[] = [first.report]
    if (how === 'heir') reports.push(hogs())
    first.commit([read('1', 'a')])
    await clock.advance(1)
    reports.push(run.execute([read('2', 'a')]))
    if (how === 'heir') {
      await clock.advance(0)
      reports.push(hogs())
      await clock.advance(12)
      first.cancel()
    } else await clock.advance(40)
    await clock.advance(0)
    reports.push(run.execute([read('3', 'a')]))
    await clock.run(Promise.all(reports))
    assert.equal(log.length, 2, `${how}: ${log.join()}`)
    assert.deepEqual(
      Object.entries(holdings(run)).filter(([, count]) => count !== 0),
      [],
    )
  }
})

test('the end of a plan is no write: its steps have written what they did', async () => {
  const { clock, log, nap, engine } = lab()
  const run = engine(
    [
      nap('read', 60, { reads: key, coalesce: true }),
      nap('write', 5, { writes: key }),
      nap('slow', 50, { reads: [] }),
    ],
    { batch: true },
  )
  const steps = [
    { id: 'w', tool: 'write', input: { key: 'a' } },
    { id: 's', tool: 'slow', input: {} },
  ]
  const reports = [run.execute([{ id: 'p', name: 'batch', input: { steps } }])]
  for (const id of ['1', '2']) {
    await clock.advance(id === '1' ? 20 : 40)
    reports.push(run.execute([read(id, 'a')]))
  }
  await clock.run(Promise.all(reports))
  assert.equal(log.filter((line) => line.endsWith('start read')).length, 1)
})

test('a call inside one that writes is not given what was read before, for that may be written by now', async () => {
  for (const how of ['cached', 'cached, and tried again', 'adopted'] as const) {
    const { clock, engine } = lab()
    let value = 'old'
    const seen: unknown[] = []
    const look = tool({
      name: 'read',
      reads: key,
      ...(how !== 'adopted' && { cache: { ttlMs: 10_000 } }),
      execute: () => value,
    })
    const within = async (): Promise<void> => {
      const first = run.turn()
      if (how === 'adopted') {
        first.add(read('0', 'a'))
        await sleep(clock, 1)
        first.discard('It broke off.')
      }
      value = 'new'
      const options = how === 'adopted' ? { adopt: first } : {}
      const { results } = await run.execute([read('1', 'a'), read('2', 'b')], options)
      seen.push(...results.map(({ content }) => content))
    }
    const outer = tool({
      name: 'write',
      writes: key,
      idempotent: true,
      retries: 1,
      execute: async (_input: Record<string, unknown>, { attempt }) => {
        if (how === 'cached, and tried again' && attempt === 1) {
          value = 'new'
          throw new ToolError('It is busy.', { retryable: true })
        }
        await within()
      },
    })
    const run = engine([look, outer])
    await clock.run(run.execute([read('1', 'a'), read('2', 'b')]))
    await clock.run(run.execute([write('w', 'a')]))
    // Nobody writes the other.
    assert.deepEqual(seen, ['new', how === 'adopted' ? 'new' : 'old'], how)
  }
})
