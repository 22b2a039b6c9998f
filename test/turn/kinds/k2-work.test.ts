import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe } from 'node:test'
import { sleep } from '../../../src/util/clock.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { call, engineOf, make, test } from './kit.ts'
import { quick } from '../../support/cases.ts'
import { runCounting } from '../../support/run-counting.ts'

interface Shape {
  readonly name: string
  readonly counts: Readonly<Record<string, number>>
}

const counted = (async (): Promise<Shape[]> => {
  const stdout = await runCounting(new URL('./count-work.ts', import.meta.url))
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Shape)
})()
// Each test that needs it says so itself.
counted.catch(() => {})

describe('K2: what waits costs no more the more there is of it', () => {
  test('the work of conflicting calls grows with their number alone, wherever they run', async () => {
    const shapes = await counted
    assert.equal(shapes.length, 13)
    const faults = shapes.flatMap(({ name, counts }) => {
      const [ten = 0, hundred = 0, thousand] = [counts[10], counts[100], counts[1_000]]
      assert.ok(ten > 1_000, `${name}: nothing was counted`)
      if (thousand === undefined) return [`${name}: ${ten} steps for 10, ${hundred} for 100`]
      const exponent = Math.log10(thousand / ten) / 2
      const last = Math.log10(thousand / hundred)
      if (exponent <= 1.2 && last <= 1.2) return []
      return [`${name}: exponent ${exponent.toFixed(2)}, from 100 to 1,000 ${last.toFixed(2)}`]
    })
    assert.deepEqual(faults, [])
  })

  test('200 conflicting writes inside a tool are at most three times the work of the same at top level', async () => {
    const shapes = await counted
    const top = shapes.find(({ name }) => name === 'at top level')?.counts[200] as number
    // Where each has a call around it, there are twice as many calls.
    const most = (name: string): number => (name.startsWith('each inside') ? 6 : 3) * top
    const faults = shapes
      .filter(({ name, counts }) => !((counts[200] ?? Infinity) <= most(name)))
      .map(({ name, counts }) => `${name}: ${counts[200] ?? 'too many'} steps, at top level ${top}`)
    assert.deepEqual(faults, [])
  })

  test('a plan of n reads and n writes that all conflict names a bounded number of waits, and counts the rest', () => {
    const clock = virtualClock()
    const tools = [
      make('read', () => 0, { reads: 'dir' }),
      make('write', () => 0, { writes: ({ at }: Record<string, unknown>) => `dir/${String(at)}` }),
      make('all', () => 0, { writes: '*' }),
    ]
    const engine = engineOf(clock, tools)
    // The small one first: of the large one every wait by itself would be gigabytes.
    for (const many of quick ? [200] : [200, 2_000]) {
      const calls = [
        ...Array.from({ length: many }, (_, n) => call(`r${n}`, 'read')),
        ...Array.from({ length: many }, (_, at) => call(`w${at}`, 'write', { at })),
        call('all', 'all'),
      ]
      const { calls: planned, text, waves } = engine.explain(calls)
      assert.equal(planned.length, 2 * many + 1)
      assert.equal(waves, 3)
      const most = Math.max(...planned.map(({ waitsFor }) => waitsFor.length))
      assert.ok(most >= 1 && most <= 100, `one call of ${many} names ${most} waits`)
      const lines = text.split('\n').filter((line) => line.includes('write'))
      assert.match(lines.at(-1) ?? '', /\d/, 'the text says how many')
      assert.ok(text.length < 4_000 * many, `${text.length} characters of text`)
    }
  })

  test('turns on one signal share one listener, which goes with the last of them', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('nap', () => sleep(clock, 5))])
    const { signal } = new AbortController()
    const reports = Array.from({ length: 500 }, (_, n) =>
      engine.execute([call(`c${n}`, 'nap')], { signal }),
    )
    const listeners = getEventListeners(signal, 'abort').length
    assert.ok(listeners <= 4, `${listeners} listeners of 500 turns`)
    await clock.run(Promise.all(reports))
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })
})
