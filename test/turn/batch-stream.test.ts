import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { Turn } from '../../src/turn/contract.ts'
import { sleep } from '../../src/util/clock.ts'
import { lab, statuses, type Lab } from './lab.ts'

const step = (id: string, name: string, input: object = {}) => ({ id, tool: name, input })

/** Tools that note what they are called with. */
function tools({ clock, log }: Lab): AnyTool[] {
  const make = (name: string, kind: 'reads' | 'writes', extra: object = {}): AnyTool =>
    tool({
      name,
      [kind]: (input: { key?: unknown }) => (input.key === undefined ? [] : String(input.key)),
      execute: async (input: Readonly<Record<string, unknown>>, { signal }) => {
        const what = `${name} ${String(input['key'] ?? input['of'] ?? '')}`.trim()
        log.push(`${clock.now()} ${what}`)
        await sleep(clock, 10, signal)
        return { of: `${what}!` }
      },
      ...extra,
    }) as AnyTool
  return [
    make('read', 'reads', { writes: [] }),
    make('write', 'writes'),

    make('pure', 'reads', { reads: [] }),
  ]
}

/** Says the steps of a call one by one, as a stream does; `say` returns how much of it has been said. */
function batch(turn: Turn, id: string, ...steps: readonly object[]) {
  const text = JSON.stringify({ steps })
  let said = 0
  const sayTo = (end: number): void => {
    // In pieces that are cut anywhere.
    for (; said < end; said += 3)
      turn.addPart?.({ id, name: 'batch' }, text.slice(said, Math.min(said + 3, end)))
    said = end
  }
  return {
    /** Says the first `count` steps, and no more of the call. */
    say: (count: number): void => {
      const whole = JSON.stringify(steps.slice(0, count))
      sayTo('{"steps":'.length + whole.length - 1)
    },
    end: (): void => {
      sayTo(text.length)
      turn.add({ id, name: 'batch', input: JSON.parse(text) as unknown })
    },
  }
}

function world(options: object = {}) {
  const it = lab()
  const events: string[] = []
  const engine = it.engine(tools(it), {
    batch: true,
    onEvent: (event) => events.push(`${event.turnId} ${event.type}`),
    ...options,
  })
  return { ...it, engine, events, turn: engine.turn({ id: 't' }) }
}

const told = (value: unknown): string[] =>
  (value as { steps: { id: string; status: string }[] } | undefined)?.steps.map(
    ({ id, status }) => `${id} ${status}`,
  ) ?? []

describe('the steps of a batch whose arguments are still coming', () => {
  test('start as each is complete if they only read; the others with the message', async () => {
    const { clock, log, turn } = world()
    const plan = batch(
      turn,
      'p',
      step('a', 'read', { key: 'a' }),
      step('b', 'write', { key: 'b' }),
      step('c', 'pure', { of: '${a.of}' }),
      step('d', 'read', { key: 'b' }),
    )
    plan.say(1)
    await clock.advance(5)
    assert.deepEqual(log, ['0 read a'])
    plan.say(3)
    await clock.advance(20)
    assert.deepEqual(log, ['0 read a', '10 pure read a!'])
    plan.end()
    await clock.advance(5)
    assert.equal(log.length, 2, 'that the arguments are complete makes no write certain')
    turn.commit()
    const { results, outcome } = await clock.run(turn.report)
    assert.deepEqual(log.slice(2), ['30 write b', '40 read b'])
    assert.equal(outcome, 'complete')
    assert.deepEqual(results[0]?.value, {
      steps: [
        { id: 'a', status: 'ok', result: { of: 'read a!' } },
        { id: 'b', status: 'ok', result: { of: 'write b!' } },
        { id: 'c', status: 'ok', result: { of: 'pure read a!!' } },
        { id: 'd', status: 'ok', result: { of: 'read b!' } },
      ],
    })
    assert.equal(results[0]?.timing.startedMs, 30)
  })

  test('start before their call is in the turn, and are told as a turn of their own', async () => {
    const { clock, events, turn } = world()
    const plan = batch(turn, 'p', step('a', 'read'))
    plan.say(1)
    assert.deepEqual(events, ['t:p call.received', 't:p call.started'])
    plan.end()
    turn.commit()
    await clock.run(turn.report)
    assert.deepEqual(events.slice(2), [
      't call.received',
      't call.waiting',
      't turn.committed',
      't call.started',
      't:p turn.committed',
      't:p call.settled',
      't:p turn.settled',
      't call.settled',
      't turn.settled',
    ])
  })

  test('wait for their order if one refers to a later one', async () => {
    const { clock, log, turn } = world()
    const plan = batch(
      turn,
      'p',
      step('a', 'read', { key: 'a' }),
      step('b', 'read', { of: '${c.of}' }),
      step('c', 'read', { key: 'c' }),
    )
    plan.say(3)
    await clock.advance(50)
    assert.deepEqual(log, ['0 read a'])
    plan.end()
    turn.commit()
    const { results } = await clock.run(turn.report)
    assert.deepEqual(log.slice(1), ['50 read c', '60 read read c!'])
    assert.deepEqual(told(results[0]?.value), ['a ok', 'b ok', 'c ok'])
  })

  test('wait for their approval', async () => {
    const asked: string[] = []
    const approve = ({ turnId }: { turnId: string }): 'allow' => {
      asked.push(turnId)
      return 'allow'
    }
    const it = lab()
    const ask = it.nap('ask', 10, { reads: [], needsApproval: true })
    const turn = it.engine([ask], { batch: true, approve }).turn({ id: 't' })
    const { clock, log } = it
    const plan = batch(turn, 'p', step('a', 'ask'))
    plan.say(1)
    await clock.advance(50)
    assert.deepEqual([log, asked], [[], []])
    plan.end()
    turn.commit()
    await clock.run(turn.report)
    assert.deepEqual([log, asked], [['50 start ask', '60 end ask'], ['t:p']])
  })

  test('start before the message is complete in a call that came whole, too', async () => {
    const { clock, log, turn } = world()
    const steps = [step('a', 'read', { key: 'a' }), step('b', 'write', { key: 'b' })]
    turn.add({ id: 'p', name: 'batch', input: { steps } })
    await clock.advance(20)
    assert.deepEqual(log, ['0 read a'])
    turn.commit()
    await clock.run(turn.report)
    assert.deepEqual(log, ['0 read a', '20 write b'])
  })

  test('are nobody’s business where there is no batch, or where the turn has references itself', () => {
    const it = lab()
    assert.equal(it.engine(tools(it)).turn().addPart, undefined)
    assert.equal(
      it.engine(tools(it), { batch: true }).turn({ references: true }).addPart,
      undefined,
    )
  })

  test('of a call of that name only', async () => {
    const { clock, log, turn } = world()
    turn.addPart?.({ id: 'x', name: 'read' }, JSON.stringify({ steps: [step('a', 'read')] }))
    await clock.advance(50)
    assert.deepEqual(log, [])
    turn.commit()
    assert.equal((await clock.run(turn.report)).results.length, 0)
  })
})

describe('G2: a step that starts early keeps call order', () => {
  const write = (id: string, key: string) => ({ id, name: 'write', input: { key } })

  test('with the calls before its own, and no other step waits for them', async () => {
    const { clock, log, turn } = world()
    turn.add(write('w', 'a'))
    const plan = batch(turn, 'p', step('a', 'read', { key: 'a' }), step('b', 'read', { key: 'b' }))
    plan.say(2)
    await clock.advance(20)
    assert.deepEqual(log, ['0 read b'])
    plan.end()
    turn.commit()
    const { results } = await clock.run(turn.report)
    assert.deepEqual(log, ['0 read b', '20 write a', '30 read a'])
    assert.equal(statuses(results), 'w ok, p ok')
  })

  test('and goes on once the call before it will not run', async () => {
    const { clock, log, turn } = world()
    turn.add(write('w', 'a'))
    const plan = batch(turn, 'p', step('a', 'read', { key: 'a' }))
    plan.say(1)
    await clock.advance(20)
    turn.cancel('w')
    await clock.advance(5)
    assert.deepEqual(log, ['20 read a'])
    plan.end()
    turn.commit()
    assert.equal(statuses((await clock.run(turn.report)).results), 'w cancelled, p ok')
  })

  test('with a call before it of which nobody knows yet what it touches', async () => {
    const it = lab()
    const slowSchema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        jsonSchema: { input: () => ({}) },
        validate: async (value: unknown) => {
          await sleep(it.clock, 30)
          return { value }
        },
      },
    } as never
    const slow = it.nap('slow', 10, { reads: 'z', inputSchema: slowSchema })
    const turn = it.engine([...tools(it), slow], { batch: true }).turn()
    turn.add({ id: 's', name: 'slow', input: {} })
    const plan = batch(turn, 'p', step('a', 'read', { key: 'a' }), step('b', 'pure', { of: 1 }))
    plan.say(2)
    await it.clock.advance(20)
    assert.deepEqual(it.log, ['0 pure 1'], 'that which touches nothing is in nobody’s way')
    await it.clock.advance(20)
    assert.deepEqual(it.log, ['0 pure 1', '30 start slow', '30 read a', '40 end slow'])
    plan.end()
    turn.commit()
    assert.equal(statuses((await it.clock.run(turn.report)).results), 's ok, p ok')
  })

  test('with the calls after its own, which wait for the whole plan', async () => {
    const { clock, log, turn } = world()
    const plan = batch(turn, 'p', step('a', 'read', { key: 'a' }), step('b', 'write', { key: 'b' }))
    plan.say(1)
    plan.end()
    turn.add(write('w', 'a'))
    turn.add({ id: 'r', name: 'read', input: { key: 'b' } })
    await clock.advance(20)
    assert.deepEqual(log, ['0 read a'])
    turn.commit()
    await clock.run(turn.report)
    assert.deepEqual(log, ['0 read a', '20 write b', '30 write a', '30 read b'])
  })

  test('with the calls of other turns', async () => {
    const { clock, log, engine, turn } = world()
    const other = engine.execute([write('w', 'a')])
    const plan = batch(turn, 'p', step('a', 'read', { key: 'a' }))
    plan.say(1)
    await clock.advance(5)
    assert.deepEqual(log, ['0 write a'])
    await clock.run(other)
    assert.deepEqual(log, ['0 write a', '10 read a'])
    plan.end()
    turn.commit()
    await clock.run(turn.report)
  })
})

describe('G6: a batch that the model did not finish saying', () => {
  const other = { id: 'p', name: 'batch', input: { steps: [step('z', 'pure')] } }

  test('is let go of with its message, and the turn does not end before its steps', async () => {
    const { clock, log, events, turn } = world()
    const plan = batch(turn, 'p', step('a', 'read'), step('b', 'write', { key: 'b' }))
    plan.say(1)
    await clock.advance(5)
    const invalid = { reason: 'truncated', message: 'cut', text: '' } as const
    turn.discard('It was cut off.', [{ id: 'p', name: 'batch', input: {}, invalid }])
    const { results } = await clock.run(turn.report)
    assert.equal(statuses(results), 'p skipped')
    assert.deepEqual(log, ['0 read'])
    assert.ok(events.indexOf('t:p turn.settled') < events.indexOf('t turn.settled'))
    assert.equal(clock.now(), 5)
    await clock.advance(100)
    assert.deepEqual(log, ['0 read'])
  })

  test('leaves its finished results to the message sent in its stead', async () => {
    const { clock, log, engine, turn } = world()
    batch(turn, 'p', step('a', 'read', { key: 'a' }), step('b', 'read', { of: '${a.of}' })).say(2)
    await clock.advance(50)
    turn.discard('The stream broke.')
    await turn.report
    assert.equal(log.length, 2)
    const again = engine.turn({ id: 't', adopt: turn })
    const plan = batch(
      again,
      'q',
      step('x', 'read', { key: 'a' }),
      step('a', 'pure', { of: 2 }),
      step('b', 'read', { of: '${a.of}' }),
    )
    plan.say(1)
    plan.end()
    again.commit()
    const { results } = await clock.run(again.report)
    // The read is taken over; what was written alike refers to another result.
    assert.deepEqual(log.slice(2), ['50 pure 2', '60 read pure 2!'])
    assert.deepEqual(told(results[0]?.value), ['x ok', 'a ok', 'b ok'])
  })

  test('leaves no result to a step that has to see an earlier write', async () => {
    const { clock, log, engine, turn } = world()
    batch(turn, 'p', step('a', 'read', { key: 'a' })).say(1)
    await clock.advance(20)
    turn.discard('The stream broke.')
    const again = engine.turn({ id: 't', adopt: turn })
    again.add({ id: 'w', name: 'write', input: { key: 'a' } })
    const plan = batch(again, 'p', step('a', 'read', { key: 'a' }))
    plan.say(1)
    plan.end()
    again.commit()
    await clock.run(again.report)
    assert.deepEqual(log, ['0 read a', '20 write a', '30 read a'])
  })

  for (const [what, call] of [
    ['other steps', other],
    ['another id', { ...other, id: 'q' }],
    ['another name', { ...other, name: 'pure' }],
    ['no sense', { ...other, input: { steps: 1 } }],
  ] as const)
    test(`starts anew if the call turns out to have ${what}`, async () => {
      const { clock, log, turn } = world()
      batch(turn, 'p', step('a', 'read'), step('b', 'read')).say(2)
      await clock.advance(5)
      turn.add(call)
      turn.commit()
      const { results } = await clock.run(turn.report)
      const isNoSense = call.input.steps === 1
      assert.deepEqual(log, ['0 read', '0 read', ...(isNoSense ? [] : ['5 pure'])])
      assert.equal(clock.now(), isNoSense ? 5 : 15, 'what had started is let go of')
      assert.equal(results[0]?.status, isNoSense ? 'failed' : 'ok')
      if (call.name === 'batch' && !isNoSense) assert.deepEqual(told(results[0].value), ['z ok'])
    })

  test('does not start under the id of another call, or under none', async () => {
    const { clock, log, turn } = world()
    turn.add({ id: 'p', name: 'pure', input: {} })
    batch(turn, 'p', step('a', 'read')).say(1)
    batch(turn, '', step('a', 'read')).say(1)
    await clock.advance(5)
    assert.deepEqual(log, ['0 pure'])
    turn.commit()
    await clock.run(turn.report)
  })

  test('ends with its turn when that is cancelled or out of time', async () => {
    for (const end of ['cancel', 'deadline'] as const) {
      const { clock, log, engine } = world()
      const turn = engine.turn({ deadlineMs: 25 })
      const plan = batch(turn, 'p', step('a', 'read'), step('b', 'read', { of: '${a.of}' }))
      plan.say(1)
      await clock.advance(15)
      plan.say(2)
      if (end === 'cancel') turn.cancel()
      await clock.advance(50)
      plan.end()
      turn.commit()
      const { results } = await clock.run(turn.report)
      assert.deepEqual(log, ['0 read', '15 read read!'])
      assert.equal(results[0]?.status, end === 'cancel' ? 'cancelled' : 'skipped')
    }
  })
})

describe('a batch that runs', () => {
  test('keeps what has finished when it is stopped', async () => {
    const { clock, turn } = world()
    const steps = [step('a', 'read'), step('b', 'read', { of: '${a.of}' })]
    turn.commit([{ id: 'p', name: 'batch', input: { steps } }])
    await clock.advance(15)
    turn.cancel('p')
    const { results } = await clock.run(turn.report)
    assert.deepEqual(told(results[0]?.value), ['a ok', 'b cancelled'])
    assert.equal(clock.now(), 15)
  })

  test('is cancelled if nothing of it has finished', async () => {
    const { clock, turn } = world()
    turn.commit([{ id: 'p', name: 'batch', input: { steps: [step('a', 'read')] } }])
    await clock.advance(5)
    turn.cancel('p')
    const { results } = await clock.run(turn.report)
    assert.equal(results[0]?.status, 'cancelled')
  })

  test('takes no slot itself, inside a call at concurrency 1 either', async () => {
    const it = lab()
    const outer = tool({
      name: 'outer',
      writes: 'a',
      execute: async () => {
        const steps = [step('a', 'write', { key: 'a' }), step('b', 'write', { key: 'b' })]
        const calls = [{ id: 'p', name: 'batch', input: { steps } }]
        return (await engine.execute(calls)).results[0]?.value
      },
    }) as AnyTool
    const engine = it.engine([...tools(it), outer], { batch: true, concurrency: 1 })
    const { results } = await it.clock.run(engine.execute([{ id: 'o', name: 'outer', input: {} }]))
    assert.deepEqual(told(results[0]?.value), ['a ok', 'b ok'])
    assert.deepEqual(it.log, ['0 write a', '10 write b'])
  })

  test('may be a step of a batch', async () => {
    const { clock, log, turn } = world()
    const inner = step('i', 'batch', { steps: [step('a', 'read', { key: 'a' })] })
    turn.commit([{ id: 'p', name: 'batch', input: { steps: [inner] } }])
    const { results } = await clock.run(turn.report)
    assert.deepEqual(log, ['0 read a'])
    assert.deepEqual(told(results[0]?.value), ['i ok'])
  })

  test('leaves nothing behind, stopped or not', async () => {
    const { clock, engine } = world()
    for (const end of [undefined, 'cancel', 'discard'] as const) {
      const turn = engine.turn({ deadlineMs: 1_000 })
      batch(turn, 'p', step('a', 'read', { key: 'a' }), step('b', 'write', { key: 'b' })).end()
      if (end === 'discard') turn.discard('no')
      else turn.commit()
      await clock.advance(2)
      if (end === 'cancel') turn.cancel()
      await clock.run(turn.report)
      assert.equal(clock.pendingTimers, 0)
    }
    const { outcome } = await clock.run(
      engine.execute([{ id: 'w', name: 'write', input: { key: '*' } }]),
    )
    assert.equal(outcome, 'complete')
  })
})
