import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { sleep } from '../../src/util/clock.ts'
import { lab, statuses, type Lab } from './lab.ts'

function tools({ clock, nap, log }: Lab): AnyTool[] {
  const add = tool({
    name: 'add',
    reads: [],
    execute: async (input) => {
      log.push(`${clock.now()} add`)
      await sleep(clock, 10)
      return { sum: Number(input['a']) + Number(input['b']) }
    },
  })
  const write = nap('write', 10, { writes: (input) => String(input['key']) })
  const boom = nap('boom', 0, {
    execute: () => {
      throw new Error('broken')
    },
  })
  return [add as AnyTool, write, boom]
}

interface Told {
  readonly id: string
  readonly status: string
  readonly result?: unknown
  readonly error?: string
}

const step = (id: string, name: string, input: unknown) => ({ id, tool: name, input })
const batch = (id: string, ...steps: unknown[]) => ({ id, name: 'batch', input: { steps } })

test('a plan of dependent calls runs in one turn, each step when what it needs is there', async () => {
  const it = lab()
  const engine = it.engine(tools(it), { batch: true, concurrency: 3 })
  const { results } = await it.clock.run(
    engine.execute([
      batch(
        'p',
        step('total', 'add', { a: '${left.sum}', b: '${right.sum}' }),
        step('left', 'add', { a: 1, b: 2 }),
        step('right', 'add', { a: 3, b: 4 }),
      ),
    ]),
  )
  assert.deepEqual(results[0]?.value, {
    steps: [
      { id: 'total', status: 'ok', result: { sum: 10 } },
      { id: 'left', status: 'ok', result: { sum: 3 } },
      { id: 'right', status: 'ok', result: { sum: 7 } },
    ],
  })
  assert.deepEqual(it.log, ['0 add', '0 add', '10 add'])
})

test('cycles, double ids, unknown tools and failed needs are their own step’s error', async () => {
  const it = lab()
  const { results } = await it.clock.run(
    it
      .engine(tools(it), { batch: true })
      .execute([
        batch(
          'p',
          step('a', 'add', { a: '${b.sum}', b: 1 }),
          step('b', 'add', { a: '${a.sum}', b: 1 }),
          step('c', 'add', { a: 1, b: 1 }),
          step('c', 'add', { a: 2, b: 2 }),
          step('d', 'nope', {}),
          step('e', 'add', { a: '${d.x}', b: 1 }),
          step('f', 'add', { a: '${zzz}', b: 1 }),
          step('g', 'boom', {}),
        ),
      ]),
  )
  const told = (results[0]?.value as { steps: Told[] } | undefined)?.steps ?? []
  assert.deepEqual(
    told.map(({ id, status }) => `${id} ${status}`),
    ['a failed', 'b failed', 'c ok', 'c failed', 'd failed', 'e skipped', 'f failed', 'g failed'],
  )
  assert.match(told[0]?.error ?? '', /is part of a reference cycle/)
  assert.match(told[3]?.error ?? '', /second step "c"/)
  assert.match(told[4]?.error ?? '', /There is no tool named "nope"/)
})

test('a batch whose every step fails has failed', async () => {
  const it = lab()
  const engine = it.engine(tools(it), { batch: true })
  const { results } = await it.clock.run(engine.execute([batch('p', step('a', 'boom', {}))]))
  assert.equal(results[0]?.status, 'failed')
  assert.match(String(results[0]?.content), /- a failed: boom failed: broken/)
})

test('junk for steps is told what was expected', async () => {
  const it = lab()
  const engine = it.engine(tools(it), { batch: true })
  for (const input of [
    null,
    {},
    { steps: 1 },
    { steps: [{ id: 'a' }] },
    { steps: [step('', 'add', {})] },
  ]) {
    const { results } = await it.clock.run(engine.execute([{ id: 'p', name: 'batch', input }]))
    assert.equal(results[0]?.error?.code, 'invalid_input')
    assert.match(String(results[0]?.content), /steps.*Expected/)
  }
})

test('a batch keeps its order among the other calls of the turn, by what its steps touch', async () => {
  const it = lab()
  const engine = it.engine(tools(it), { batch: true })
  const write = (id: string, key: string) => ({ id, name: 'write', input: { key } })
  const { results } = await it.clock.run(
    engine.execute([
      write('w1', 'a'),
      batch('p', step('s', 'write', { key: 'a' }), step('t', 'write', { key: 'a' })),
      write('w2', 'a'),
      write('w3', 'b'),
    ]),
  )
  assert.equal(statuses(results), 'w1 ok, p ok, w2 ok, w3 ok')
  assert.deepEqual(
    results.map(({ timing }) => timing.startedMs),
    [0, 10, 30, 0],
  )
})

test('a batch runs under the engine’s limits, and at concurrency 1 too', async () => {
  const it = lab()
  const engine = it.engine(tools(it), { batch: true, concurrency: 1 })
  const steps = [1, 2, 3].map((n) => step(`s${n}`, 'add', { a: n, b: n }))
  const { outcome } = await it.clock.run(
    engine.execute([batch('p', ...steps), batch('q', ...steps)]),
  )
  assert.equal(outcome, 'complete')
  assert.equal(it.clock.now(), 60)
})

test('without asking for it there is no batch tool', async () => {
  const it = lab()
  const { results } = await it.clock.run(it.engine(tools(it)).execute([batch('p')]))
  assert.equal(results[0]?.error?.code, 'unknown_tool')
})

test('what is to be said of steps is said in the report of their turn', async () => {
  const it = lab()
  const undeclared = it.nap('save', 1, {})
  const odd = it.nap('odd', 1, {
    writes: () => {
      throw new Error('no such table')
    },
  })
  const asked = it.nap('ask', 1, { needsApproval: true })
  const engine = it.engine([undeclared, odd, asked], {
    batch: true,
    approve: () => {
      throw new Error('nobody is there')
    },
  })
  const { warnings } = await it.clock.run(
    engine.execute([
      { id: 'c', name: 'save', input: { path: 'a' } },
      batch(
        'p',
        step('one', 'save', { path: 'b' }),
        step('two', 'save', { path: 'a' }),
        step('odd', 'odd', {}),
        step('ask', 'ask', {}),
      ),
    ]),
  )
  for (const said of [
    /^Calls of save with the same `path`/,
    /"odd" are unknown/,
    /`approve` failed for ask/,
  ])
    assert.equal(warnings.filter((warning) => said.test(warning)).length, 1, String(said))
})

test('of steps of one undeclared tool that share an argument none is warned of that needs the other', async () => {
  const it = lab()
  const engine = it.engine([it.nap('save', 1, {}), it.nap('look', 1, { reads: [] })], {
    batch: true,
  })
  const first = step('a', 'save', { path: 'x' })
  const through = step('b', 'look', { of: '${a}' })
  const shapes: [warned: boolean, ...steps: ReturnType<typeof step>[]][] = [
    [true, first, through, step('c', 'save', { path: 'x' })],
    [false, first, step('c', 'save', { path: 'x', of: '${a}' })],
    [false, first, through, step('c', 'save', { path: 'x', of: '${b}' })],
    // The first two come one after the other, and the third beside both.
    [
      true,
      first,
      step('c', 'save', { path: 'x', of: '${a}' }),
      step('d', 'save', { path: 'x', of: 1 }),
    ],
    [
      false,
      first,
      step('c', 'save', { path: 'x', of: '${a}' }),
      step('d', 'save', { path: 'x', of: '${c}' }),
    ],
    // Both need the first, and not each other.
    [
      true,
      first,
      step('c', 'save', { path: 'x', of: '${a}' }),
      step('d', 'save', { path: 'x', after: '${a}' }),
    ],
  ]
  for (const [index, [warned, ...steps]] of shapes.entries()) {
    const report = await it.clock.run(engine.execute([batch(`p${index}`, ...steps)]))
    const { outcome, warnings } = report
    assert.deepEqual([outcome, warnings.length], ['complete', warned ? 1 : 0], `shape ${index}`)
  }
})

test('under `parallel: forbid` the steps of a plan run one by one, too; steps count among what runs', async () => {
  const begun = {
    allow: ['0 first', '0 third', '10 second'],
    forbid: ['0 first', '10 third', '20 second'],
  }
  const most = { allow: 2, forbid: 1 }
  for (const parallel of ['allow', 'forbid'] as const) {
    const it = lab()
    const naps = ['first', 'second', 'third'].map((name) => it.nap(name, 10, { reads: [] }))
    const turn = it.engine(naps, { batch: true }).turn({ parallel })
    assert.equal(turn.addPart === undefined, parallel === 'forbid', 'none starts early')
    void turn.add({ id: 'c', name: 'first', input: {} })
    turn.commit([batch('p', step('a', 'second', { after: '${b}' }), step('b', 'third', {}))])
    const { stats } = await it.clock.run(turn.report)
    const starts = it.log.filter((line) => line.includes('start'))
    assert.deepEqual(
      starts.map((line) => line.replace('start ', '')),
      begun[parallel],
    )
    assert.equal(stats.peakConcurrency, most[parallel])
  }
})

test('a step is not tried again when its turn would be over by then', async () => {
  const it = lab()
  const busy = tool({
    name: 'busy',
    reads: [],
    retries: 2,
    execute: () => {
      throw new ToolError('busy', { retryAfterMs: 5_000 })
    },
  })
  const engine = it.engine([busy], { batch: true })
  const { results } = await it.clock.run(
    engine.execute([batch('p', step('a', 'busy', {}))], { deadlineMs: 1_000 }),
  )
  assert.equal(results[0]?.status, 'failed')
  assert.match(String(results[0]?.content), /busy/)
  assert.equal(it.clock.now(), 0)
})

test('a batch that is cancelled by who hears that it waits runs none of its steps, and ends', async () => {
  const it = lab()
  const read = it.nap('read', 10, { reads: 'a' })
  const turn = it.engine([read], { batch: true }).turn({
    onEvent: (event) => {
      if (event.type === 'call.waiting' && event.callId === 'b') turn.cancel('b')
    },
  })
  void turn.add(batch('b', step('s', 'read', {})))
  await it.clock.advance(0)
  turn.commit()
  const { results } = await it.clock.run(turn.report)
  assert.equal(statuses(results), 'b cancelled')
  assert.deepEqual(it.log, [])
})
