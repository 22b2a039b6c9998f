import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FanfoldError, UsageError } from '../../src/call/errors/error.ts'
import { summarize } from '../../src/call/report/summary.ts'
import { tool } from '../../src/call/tool.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { atLimits } from '../support/cases.ts'
import { deepArray } from '../support/deep-values.ts'

const look = tool({ name: 'look', reads: 'x', coalesce: true, execute: () => 'seen' })
const edit = tool({ name: 'edit', writes: 'x', needsApproval: true, execute: () => 'done' })

const trapped = {
  get a(): never {
    throw new Error('trap')
  },
}
const cycle: Record<string, unknown> = {}
cycle['cycle'] = cycle
const odd: readonly unknown[] = [
  { list: deepArray(2_500) },
  { list: deepArray(20_000) },
  { n: 1n },
  cycle,
  trapped,
  { map: new Map([['a', 1]]) },
  Proxy.revocable({}, {}).proxy,
]

describe('arguments that nest deep, or that JSON cannot hold', () => {
  it('are approved, shared and journaled like all others, and their siblings are answered', async () => {
    for (const input of odd) {
      const engine = createEngine({
        tools: [look, edit],
        approve: () => 'allow',
        journal: memoryJournal(),
      })
      const names = ['look', 'edit', 'look', 'edit']
      const calls = names.map((name, index) => ({ id: `c${index}`, name, input }))
      const { results } = await engine.execute(calls, { id: 'turn' })
      assert.deepEqual(
        results.map(({ status }) => status),
        ['ok', 'ok', 'ok', 'ok'],
      )
    }
  })

  it('are asked about one by one, for they equal no others', async () => {
    let asked = 0
    const approve = (): 'allow' => {
      asked += 1
      return 'allow'
    }
    const engine = createEngine({ tools: [edit], approve })
    const ask = async (...inputs: unknown[]): Promise<number> => {
      asked = 0
      await engine.execute(inputs.map((input, n) => ({ id: `c${n}`, name: 'edit', input })))
      return asked
    }
    assert.equal(await ask({ n: 1n }, { n: 2n }, { map: new Map() }, { map: new Map() }), 4)
    assert.equal(await ask({ list: deepArray(2_500) }, { list: deepArray(2_500) }), 1)
  })

  it('take over the early results of equal ones alone', async () => {
    let runs = 0
    const read = tool({ name: 'read', reads: 'x', execute: () => (runs += 1) })
    const engine = createEngine({ tools: [read] })
    for (const [input, expected] of [
      [{ list: deepArray(2_500) }, 1],
      [{ n: 1n }, 2],
    ] as const) {
      runs = 0
      const broken = engine.turn()
      broken.add({ id: 'a', name: 'read', input })
      await new Promise((resolve) => void setImmediate(resolve))
      broken.discard('The stream broke.')
      await broken.report
      const again = engine.turn({ adopt: broken })
      again.add({ id: 'a', name: 'read', input })
      again.commit()
      await again.report
      assert.equal(runs, expected)
    }
  })

  it('of a plan that streams are compared with those that came before, and the plan is answered', async () => {
    const engine = createEngine({ tools: [look], batch: true })
    const turn = engine.turn()
    const deep = `${'['.repeat(20_000)}1${']'.repeat(20_000)}`
    const text = `{"steps":[{"id":"s","tool":"look","input":{}},{"id":"t","tool":"look","input":{"a":${deep}}}]}`
    turn.addPart?.({ id: 'b', name: 'batch' }, text)
    turn.add({ id: 'b', name: 'batch', input: JSON.parse(text) as unknown })
    turn.commit()
    const { results } = await turn.report
    assert.equal(results[0]?.status, 'ok')
  })
})

it('a call may have any number of keys, and gives all of them back', atLimits, async () => {
  const keys = Array.from({ length: 130_000 }, (_, n) => `dir/${n}`)
  const many = tool({ name: 'many', reads: keys, cache: { ttlMs: 1_000 }, execute: () => 'seen' })
  const all = tool({ name: 'all', writes: 'dir', execute: () => 'done' })
  const engine = createEngine({ tools: [many, all], journal: memoryJournal() })
  const names = ['many', 'all', 'many', 'all']
  const calls = names.map((name, index) => ({ id: `c${index}`, name, input: {} }))
  const { results } = await engine.execute(calls, { id: 'turn' })
  assert.deepEqual(
    results.map(({ content }) => content),
    ['seen', 'done', 'seen', 'done'],
  )
})

describe('what is handed to a public function', () => {
  const revoked = (): unknown => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    return proxy
  }
  const junk: readonly unknown[] = [null, NaN, 1n, Symbol('s'), {}, [], trapped, revoked()]
  const engine = createEngine({ tools: [look], batch: true })
  const functions: Record<string, (value: never) => unknown> = {
    summarize: (value) => summarize(value),
    'new FanfoldError': (value) => new FanfoldError('message', value),
    'the call of addPart': (value) => engine.turn().addPart?.(value, '{'),
    'the text of addPart': (value) => engine.turn().addPart?.({ id: 'b', name: 'batch' }, value),
    setDeadline: (value) => engine.turn().setDeadline(value),
    discard: (value) => engine.turn().discard(value),
    with: (value) => [engine.with(value), engine.with(value === 0 ? [] : [null as never])],
    commit: (value) => [engine.turn().commit(value), engine.turn().commit(null as never)],
    explain: (value) => [engine.explain(value), engine.explain(null as never)],
  }

  for (const [name, run] of Object.entries(functions))
    it(`is refused in words by ${name}`, () => {
      for (const value of junk)
        assert.throws(
          () => run(value as never),
          (error) => error instanceof UsageError && error.message.startsWith('Expected '),
        )
    })

  it('is waited for in the virtual clock by a number', async () => {
    for (const value of junk)
      await assert.rejects(virtualClock().advance(value as never), UsageError)
  })
})
