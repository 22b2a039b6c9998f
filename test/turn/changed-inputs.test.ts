import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { sleep } from '../../src/util/clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import type { EngineOptions } from '../../src/turn/contract.ts'
import type { ApprovalAnswer } from '../../src/turn/waits/approval/approve.ts'

type Input = Record<string, unknown>

/** What a payment takes: `sum` is a number, and `to` is `nobody` unless it is given. */
const schema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    jsonSchema: { input: () => ({}) },
    validate: (value: Input) =>
      typeof value['sum'] === 'number'
        ? { value: { to: 'nobody', ...value } }
        : { issues: [{ message: 'Expected a number.', path: ['sum'] }] },
  },
} as unknown as NonNullable<ToolDefinition['inputSchema']>

/** A tool that notes what it runs with, under which key, and may die in the middle. */
class World {
  readonly clock = virtualClock()
  readonly kept = memoryJournal()
  readonly records: JournalRecord[] = []
  readonly ran: unknown[] = []
  readonly keys: string[] = []
  asked = 0
  dies = false

  pay(extra: Partial<ToolDefinition> = {}): AnyTool {
    return tool({
      name: 'pay',
      inputSchema: schema,
      writes: ({ to }: Input) => `account/${String(to)}`,
      idempotent: true,
      needsApproval: true,
      execute: (input: Input, { idempotencyKey }: { idempotencyKey: string }) => {
        this.ran.push(input)
        this.keys.push(idempotencyKey)
        return this.dies ? new Promise(() => {}) : { paid: input['sum'] }
      },
      ...extra,
    } as ToolDefinition) as AnyTool
  }

  /** An engine of a process of its own. */
  engine(
    answer: ApprovalAnswer,
    tools: readonly AnyTool[] = [this.pay()],
    more: Partial<EngineOptions> = {},
  ) {
    const journal: Journal = {
      ...this.kept,
      append: (record) => (this.records.push(record), this.kept.append(record)),
    }
    const approve = (): ApprovalAnswer => ((this.asked += 1), answer)
    return createEngine({ tools, clock: this.clock, journal, approve, ...more })
  }
}

const call = { id: 'p', name: 'pay', input: { sum: 100 } }
const less = { decision: 'allow', input: { sum: 5, to: 'ann' } } as const
const note =
  '[The arguments of this call were changed when it was approved. It was to run with: {"sum":5,"to":"ann"}]'

describe('arguments that were changed when a call was approved', () => {
  test('are what it runs with and touches, and what everybody is told of, the model too', async () => {
    const world = new World()
    const { clock } = world
    const engine = world.engine(less)
    const turn = engine.turn({ id: 't' })
    turn.commit([call])
    const report = await clock.run(turn.report)
    const [result] = report.results
    assert.equal(result?.content, `${note}\n{"paid":5}`)
    assert.deepEqual([result?.value, result?.changedInput], [{ paid: 5 }, less.input])
    assert.deepEqual([world.ran, report.warnings], [[less.input], []])
    const events: unknown[] = []
    for await (const event of turn)
      if (event.type !== 'call.waiting')
        events.push(event.type === 'call.changed' ? event.input : event.type)
    assert.deepEqual(events, [
      'call.received',
      'turn.committed',
      less.input,
      'call.started',
      'call.settled',
      'turn.settled',
    ])
  })

  test('are kept beside what was asked, before it starts', async () => {
    const world = new World()
    await world.clock.run(world.engine(less).execute([call], { id: 't' }))
    const kinds = world.records.map(({ kind }) => kind)
    assert.deepEqual(kinds, ['call.asked', 'call.decided', 'call.started', 'call.settled'])
    const kept = (await world.kept.turn('t')).get('p')
    assert.equal(kept?.input, '{"sum":100}')
    assert.equal(kept?.resolvedInput, '{"sum":100,"to":"nobody"}')
    assert.equal(kept?.decision?.changedInput, '{"sum":5,"to":"ann"}')
    assert.deepEqual(kept?.result?.changedInput, less.input)
    assert.deepEqual(kept?.result?.value, { paid: 5 })
  })

  for (const needs of ['true', 'a function that says no by now', 'nothing any more'])
    test(`are what it runs with after a crash, without a question (needsApproval: ${needs})`, async () => {
      const world = new World()
      const { clock } = world
      world.dies = true
      world.engine(less).turn({ id: 't' }).commit([call])
      await clock.advance(10)
      world.dies = false
      const later =
        needs === 'true'
          ? world.engine('deny')
          : needs === 'nothing any more'
            ? world.engine('deny', [world.pay({ needsApproval: undefined })], {
                approve: undefined,
              })
            : world.engine('deny', [world.pay({ needsApproval: () => false })])
      const { results } = await clock.run(later.execute([call], { id: 't' }))
      assert.equal(results[0]?.content, `${note}\n{"paid":5}`)
      assert.deepEqual(world.ran, [less.input, less.input])
      assert.deepEqual([new Set(world.keys).size, world.asked], [1, 1])
      // And again, from the journal alone.
      const again = await clock.run(world.engine('deny').execute([call], { id: 't' }))
      const { restored, content, value, changedInput } = again.results[0] ?? {}
      assert.deepEqual([restored, content, value], [true, `${note}\n{"paid":5}`, { paid: 5 }])
      assert.deepEqual(changedInput, less.input)
    })

  test('are what it runs with in another turn of its id that takes it over', async () => {
    const world = new World()
    const { clock } = world
    world.dies = true
    // The second one looks into the journal before there is an answer.
    const approve = async (): Promise<ApprovalAnswer> => {
      world.asked += 1
      await sleep(clock, 5)
      return less
    }
    const engine = world.engine('deny', [world.pay()], { approve })
    const first = engine.turn({ id: 't' })
    first.commit([call])
    const second = engine.execute([call], { id: 't' })
    await clock.advance(10)
    world.dies = false
    first.suspend({ withinMs: 1 })
    const { results } = await clock.run(second)
    assert.equal(results[0]?.content, `${note}\n{"paid":5}`)
    assert.deepEqual([world.ran, world.asked], [[less.input, less.input], 1])
    assert.equal(new Set(world.keys).size, 1)
  })

  test('are decided in the journal as well, by the person who decides there', async () => {
    const world = new World()
    const { clock } = world
    const report = world.engine('wait').execute([call, { ...call, id: 'q' }], { id: 't' })
    await clock.advance(10)
    const [question] = await world.kept.questions()
    assert.equal(question?.resolvedInput, '{"sum":100,"to":"nobody"}')
    const changedInput = JSON.stringify(less.input)
    const { turnId, callKey } = question!
    await world.kept.append({
      kind: 'call.decided',
      turnId,
      callKey,
      decision: 'allow',
      changedInput,
      atMs: 1,
    })
    const { results } = await clock.run(report)
    assert.deepEqual(
      results.map(({ content }) => content),
      [`${note}\n{"paid":5}`, `${note}\n{"paid":5}`],
    )
    assert.equal(world.records.filter(({ kind }) => kind === 'call.decided').length, 0)
  })

  test('that do not fit the schema deny the call: the model could correct nothing', async () => {
    for (const input of [{ sum: 'five' }, 'five', null]) {
      const world = new World()
      const run = world.engine({ decision: 'allow', input })
      const { results, warnings } = await world.clock.run(run.execute([call], { id: 't' }))
      assert.equal(results[0]?.status, 'denied')
      assert.match(
        String(results[0]?.content),
        /^pay was not run: Its arguments were changed when it was approved, and cannot be used so: /,
      )
      assert.match(warnings.join(), /^What `approve` made of the arguments of pay cannot be used: /)
      assert.match(warnings.join(), /write what the schema changes as a model would\.$/)
      assert.ok(!world.records.some(({ kind }) => kind === 'call.decided'))
      assert.deepEqual(world.ran, [])
    }
  })

  test('come too late for a call that has started with its own', async () => {
    const world = new World()
    const { clock } = world
    world.dies = true
    const unasked = world.pay({ needsApproval: undefined })
    world.engine('allow', [unasked]).turn({ id: 't' }).commit([call])
    await clock.advance(10)
    world.dies = false
    const { results } = await clock.run(world.engine(less).execute([call], { id: 't' }))
    assert.match(
      String(results[0]?.content),
      /^pay was not run now: .*has started before, with the arguments/,
    )
    assert.deepEqual(world.ran, [{ to: 'nobody', sum: 100 }])
  })

  test('that a journal cannot keep are not run with', async () => {
    const world = new World()
    const input = { sum: 5, self: new Map() }
    const run = world.engine({ decision: 'allow', input })
    const { results } = await world.clock.run(run.execute([call], { id: 't' }))
    assert.deepEqual([results[0]?.status, world.ran], ['denied', []])
    const without = createEngine({
      tools: [world.pay()],
      approve: () => ({ decision: 'allow', input }),
    })
    assert.equal((await without.execute([call])).outcome, 'complete')
  })

  test('are no note in what a reference gives, before or after a crash', async () => {
    for (const [value, seen] of [
      [{ paid: 5 }, 5],
      ['a text', undefined],
    ] as const) {
      const world = new World()
      const { clock } = world
      const pay = world.pay({ execute: () => value })
      const got: unknown[] = []
      const use = tool({
        name: 'use',
        writes: 'x',
        execute: (input: Input) => void got.push(input['of']),
      }) as AnyTool
      const calls = [call, { id: 'u', name: 'use', input: { of: seen ? '${p.paid}' : '${p}' } }]
      const options = { id: 't', references: true }
      await clock.run(world.engine(less, [pay, use]).execute(calls, options))
      const more = [...calls, { ...calls[1]!, id: 'v' }]
      await clock.run(world.engine('deny', [pay, use]).execute(more, options))
      assert.deepEqual(got, [seen ?? value, seen ?? value])
    }
  })

  test('are what identical calls are told apart by', async () => {
    const world = new World()
    const read = world.pay({
      writes: undefined,
      reads: 'x',
      coalesce: true,
      execute: async (input: Input) => {
        world.ran.push(input)
        await sleep(world.clock, 10)
        return { paid: input['sum'] }
      },
    })
    const answers = [less, 'allow', { decision: 'allow', input: { sum: 100 } }] as const
    let at = 0
    const run = world.engine('deny', [read], { approve: () => answers[at++] ?? 'deny' })
    const calls = [1, 2, 5].map((sum) => ({ id: `c${sum}`, name: 'pay', input: { sum } }))
    const { results } = await world.clock.run(
      run.execute([calls[0]!, { ...calls[2]!, input: less.input }, calls[1]!]),
    )
    assert.deepEqual(
      results.map(({ value }) => (value as { paid: number }).paid),
      [5, 5, 100],
    )
    assert.equal(world.ran.length, 2)
  })

  test('are said of the step of a plan', async () => {
    const world = new World()
    const run = world.engine(less, [world.pay()], { batch: true })
    const steps = [{ id: 's', tool: 'pay', input: { sum: 100 } }]
    const { results } = await world.clock.run(
      run.execute([{ id: 'b', name: 'batch', input: { steps } }]),
    )
    assert.deepEqual(results[0]?.value, {
      steps: [{ id: 's', status: 'ok', note, result: { paid: 5 } }],
    })
  })

  test('are no change where they are the same', async () => {
    const world = new World()
    const same = { decision: 'allow', input: { to: 'nobody', sum: 100 } } as const
    const { results } = await world.clock.run(world.engine(same).execute([call], { id: 't' }))
    assert.deepEqual([results[0]?.content, results[0]?.changedInput], ['{"paid":100}', undefined])
    assert.ok(!world.records.some(({ kind }) => kind === 'call.decided'))
  })
})

describe('a question in the journal', () => {
  test('is about what would run: references replaced, and as the schema reads it', async () => {
    const world = new World()
    const find = tool({ name: 'find', reads: 'x', execute: () => ({ sum: 7 }) }) as AnyTool
    const calls = [
      { id: 'f', name: 'find', input: {} },
      { id: 'p', name: 'pay', input: { sum: '${f.sum}' } },
    ]
    world.engine('wait', [world.pay(), find]).turn({ id: 't', references: true }).commit(calls)
    await world.clock.advance(10)
    const [question] = await world.kept.questions()
    assert.equal(question?.resolvedInput, '{"sum":7,"to":"nobody"}')
    assert.equal(question?.input, '{"sum":"${f.sum}"}')
  })

  test('is another one once the call would run with something else: no answer to the first counts', async () => {
    const world = new World()
    const { clock } = world
    const changed = (to: string) =>
      world.pay({
        inputSchema: {
          '~standard': {
            ...(schema['~standard' as never] as object),
            validate: (value: Input) => ({ value: { to, ...value } }),
          },
        } as never,
      })
    const decide = () =>
      world.kept.append({
        kind: 'call.decided',
        turnId: 't',
        callKey: 'p',
        decision: 'allow',
        atMs: 1,
      })
    /** A process that dies while it waits. */
    const dying = (to: string): void => {
      const journal = { ...world.kept, decision: () => new Promise<never>(() => {}) }
      world
        .engine('wait', [changed(to)], { journal })
        .turn({ id: 't' })
        .commit([call])
    }
    const question = async (): Promise<unknown> =>
      (await world.kept.questions()).map(({ resolvedInput }) => resolvedInput)
    dying('ann')
    await clock.advance(10)
    assert.deepEqual(await question(), ['{"sum":100,"to":"ann"}'])
    // Its tool has changed: it is asked anew, and decided on then.
    dying('bob')
    await clock.advance(10)
    assert.deepEqual(await question(), ['{"sum":100,"to":"bob"}'])
    await decide()
    // And has changed once more before it ran.
    const late = world.engine('wait', [changed('eve')]).execute([call], { id: 't' })
    const { results } = await clock.run(late)
    assert.match(
      String(results[0]?.content),
      /A person decided on it when it was to run with other arguments/,
    )
    assert.deepEqual(world.ran, [])
  })

  test('that no person could read is not asked', async () => {
    const world = new World()
    const big = { ...call, input: { sum: 1, text: 'x'.repeat(1_000_000) } }
    const { results } = await world.clock.run(world.engine('wait').execute([big], { id: 't' }))
    assert.match(String(results[0]?.content), /asked about at most 1000000 characters/)
    assert.deepEqual(await world.kept.questions(), [])
  })
})
