import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, ToolError, type AnyTool } from '../../../src/index.ts'
import { acting, failing, scripted, suspendAfter, type Call, type Script } from './scripted.ts'

const over = (): never => {
  throw Object.assign(new Error('busy'), { status: 503 })
}
let count = 0
const x = { id: 1 }

/** Fails by what it reads, writes or says; the others are what may come in between. */
const tools: readonly AnyTool[] = [
  failing('read', { reads: ({ id }) => `row/${String(id)}` }),
  failing('write', { writes: ({ id }) => `row/${String(id)}` }),
  failing('bare'),
  failing('pure', { reads: [] }),
  failing('edit', { writes: 'row/1' }),
  acting('change', () => 'changed', { writes: ({ id }) => `row/${String(id)}` }),
  acting('look', () => 'seen', { reads: 'row/1' }),
  acting('do', () => 'done'),
  acting('busy', over, { reads: [] }),
  acting(
    'new',
    () => {
      throw new ToolError(`Not the ${(count += 1)}. time.`)
    },
    { reads: [] },
  ),
  acting('slow', () => new Promise(() => {}), { reads: [], timeoutMs: 50 }),
]

interface Case {
  readonly name: string
  readonly script: Script
  /** The last call is not run. */
  readonly refused: boolean
}

const times = (n: number, ...calls: readonly Call[]): Script =>
  Array.from({ length: n }, () => calls)

const cases: readonly Case[] = [
  { name: 'a read', script: times(3, ['read', x]), refused: true },
  { name: 'a write', script: times(3, ['write', x]), refused: true },
  { name: 'of a tool that declares nothing', script: times(3, ['bare', x]), refused: true },
  { name: 'the second time', script: times(2, ['read', x]), refused: false },
  {
    name: 'whose arguments stand in another order',
    script: [[['read', { id: 1, a: 2 }]], [['read', { a: 2, id: 1 }]], [['read', { id: 1, a: 2 }]]],
    refused: true,
  },
  {
    name: 'of other arguments',
    script: [...times(2, ['read', x]), [['read', { id: 2 }]]],
    refused: false,
  },
  { name: 'of another tool', script: [...times(2, ['read', x]), [['write', x]]], refused: false },
  { name: 'that is transient', script: times(3, ['busy']), refused: false },
  { name: 'that timed out', script: times(3, ['slow']), refused: false },
  { name: 'that says something else each time', script: times(3, ['new']), refused: false },
  {
    name: 'after a write of what it reads',
    script: [...times(2, ['read', x]), [['change', x]], [['read', x]]],
    refused: false,
  },
  {
    name: 'beside a write of what it reads that stands before it',
    script: [
      ...times(2, ['read', x]),
      [
        ['change', x],
        ['read', x],
      ],
    ],
    refused: false,
  },
  {
    name: 'with such a write between its two failures',
    script: [[['read', x]], [['change', x]], ...times(2, ['read', x])],
    refused: false,
  },
  {
    name: 'after a write of something else',
    script: [...times(2, ['read', x]), [['change', { id: 2 }]], [['read', x]]],
    refused: true,
  },
  {
    name: 'after a write that failed',
    script: [...times(2, ['read', x]), [['edit']], [['read', x]]],
    refused: true,
  },
  {
    name: 'after a read',
    script: [...times(2, ['bare']), [['look']], [['bare']]],
    refused: true,
  },
  {
    name: 'of which nothing is known, after any write',
    script: [...times(2, ['bare']), [['change', { id: 2 }]], [['bare']]],
    refused: false,
  },
  {
    name: 'after a call of which nothing is known',
    script: [...times(2, ['pure']), [['do']], [['pure']]],
    refused: false,
  },
  {
    name: 'that the model was not told of, for the message broke off',
    script: [[['read', x]], { breaks: [['read', x]] }, [['read', x]]],
    refused: false,
  },
  { name: 'a fourth time', script: times(4, ['read', x]), refused: true },
  {
    name: 'twice in one message',
    script: [...times(1, ['read', x], ['read', x]), [['read', x]]],
    refused: true,
  },
]

describe('a call that fails again', () => {
  for (const { name, script, refused } of cases)
    test(`${name} is ${refused ? 'answered without running' : 'run'}`, async () => {
      const { clock, ran, agent } = scripted(script, tools)
      const { turns } = await clock.run(agent({ maxTurns: script.length }).run('Go.').result)
      const last = turns.at(-1)?.results.at(-1)
      assert.ok(last)
      assert.equal(last.error?.code === 'repeated_failure', refused)
      assert.deepEqual(
        [last.status === 'failed', last.attempts],
        [last.name !== 'slow', refused ? 0 : 1],
      )
      const calls = turns.flatMap(({ results }) => results)
      const notRun = calls.filter(({ error }) => error?.code === 'repeated_failure').length
      const early = script.filter((one) => 'breaks' in one).length
      assert.equal(ran.length, calls.length - notRun + early)
    })

  for (const between of ['a broken stream', 'a suspension'])
    test(`is not run after ${between}, although its keys were written at some time before`, async () => {
      const isBroken = between === 'a broken stream'
      const script: Script = [
        [['change', x]],
        ...times(2, ['read', x]),
        ...(isBroken ? [{ breaks: [] }] : []),
        [['read', x]],
      ]
      const { clock, agent } = scripted(script, tools)
      const same = agent({ maxTurns: script.length })
      const run = same.run('Go.', { id: 'r' })
      if (!isBroken) void suspendAfter(run, 3)
      const first = await clock.run(run.result)
      const { turns } = isBroken ? first : await clock.run(same.run('Go.', { id: 'r' }).result)
      assert.equal(turns.at(-1)?.results[0]?.error?.code, 'repeated_failure')
    })

  test('is run once its run is resumed in another engine that has written its keys: that was since', async () => {
    const script: Script = [[['change', x]], ...times(3, ['read', x])]
    const { clock, agent } = scripted(script, tools)
    const run = agent().run('Go.', { id: 'r' })
    void suspendAfter(run, 3)
    await clock.run(run.result)
    const other = agent({ maxTurns: script.length })
    await clock.run(other.run('Go.', { id: 's', maxCalls: 1 }).result)
    const { turns } = await clock.run(other.resume('r').result)
    const last = turns.at(-1)?.results[0]
    assert.deepEqual([last?.name, last?.attempts], ['read', 1])
  })

  test('is told so, and what the failure was', async () => {
    const { clock, requests, agent } = scripted(times(3, ['read', x]), tools)
    const { turns } = await clock.run(agent().run('Go.').result)
    const content = String(turns[2]?.results[0]?.content)
    assert.match(
      content,
      /^read was not run: .* has failed twice .* The failure was: read cannot\.$/,
    )
    assert.ok(requests.at(-1)?.includes('has failed twice'))
  })

  test('runs if the agent says so', async () => {
    const { clock, ran, agent } = scripted(times(5, ['read', x]), tools)
    await clock.run(agent({ whenFailuresRepeat: 'run' }).run('Go.').result)
    assert.equal(ran.length, 5)
  })

  test('runs in another run, and once the user has spoken', async () => {
    const { clock, ran, agent } = scripted(times(3, ['read', x]), tools)
    const one = agent()
    await clock.run(one.run('Go.').result)
    assert.equal(ran.length, 2)
    const run = one.run('Go.')
    const spoken = (async () => {
      for await (const event of run)
        if (event.type === 'message' && event.turn === 2) void run.say('I have put it right.')
    })()
    await clock.run(run.result)
    await spoken
    assert.equal(ran.length, 5)
  })

  test('is known again after a resume, wherever the process ended', async () => {
    for (const name of ['read', 'write', 'bare'])
      for (const stopAt of [1, 2]) {
        const { clock, ran, journal, agent } = scripted(times(3, [name, x]), tools)
        const run = agent().run('Go.', { id: 'r' })
        await clock.run(suspendAfter(run, stopAt))
        assert.equal((await run.result).outcome, 'suspended')
        assert.equal(ran.length, stopAt)
        const { turns } = await clock.run(agent().resume('r').result)
        const last = turns.at(-1)?.results[0]
        assert.deepEqual(
          [last?.error?.code, last?.attempts],
          ['repeated_failure', 0],
          `${name} ${stopAt}`,
        )
        // What only reads is not kept, and runs again in the turn that is taken up.
        const again = name === 'read' ? 1 : 0
        assert.equal(ran.length, 2 + again, `${name} ${stopAt}`)
        const kept = [...(await journal.turn('r.3')).values()]
        assert.ok(
          kept.every(({ startedAtMs }) => startedAtMs === undefined),
          'It has not started.',
        )
      }
  })

  test('is not known as one after a resume if it was transient', async () => {
    const busy = acting('busy', over, { writes: 'row/1' })
    const { clock, ran, agent } = scripted(times(3, ['busy']), [busy])
    await clock.run(suspendAfter(agent().run('Go.', { id: 'r' }), 1))
    await clock.run(suspendAfter(agent().resume('r'), 2))
    await clock.run(agent().resume('r').result)
    assert.equal(ran.length, 3)
  })

  test('is found among the steps of plans, unless an input refers to a result', async () => {
    const plan = (input: object): Call => [
      'batch',
      {
        steps: [
          { id: 'a', tool: 'look', input: {} },
          { id: 'b', tool: 'read', input },
        ],
      },
    ]
    for (const [input, most] of [
      [x, 2],
      [{ id: '${a}' }, 3],
    ] as const) {
      const { clock, ran, agent } = scripted(times(3, plan(input)), tools, { batch: true })
      await clock.run(agent().run('Go.').result)
      assert.equal(ran.filter((one) => one.startsWith('read')).length, most)
    }
  })

  test('whose result comes from outside changes what others depend on', async () => {
    const ask = tool({ name: 'ask' }) as AnyTool
    const { clock, ran, agent } = scripted(
      [...times(2, ['read', x]), [['ask']], [['read', x]]],
      [...tools, ask],
    )
    const { outcome, pending } = await clock.run(agent().run('Go.', { id: 'r' }).result)
    assert.equal(outcome, 'waiting')
    const results = [{ callId: String(pending[0]?.id), output: 'Try it now.' }]
    await clock.run(agent().resume('r', { results }).result)
    assert.equal(ran.length, 3)
  })
})
