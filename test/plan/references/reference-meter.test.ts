import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ReferenceMeter } from '../../../src/plan/references/reference-meter.ts'
import { Needs } from '../../../src/plan/references/needs.ts'
import { resolveReferences } from '../../../src/plan/references/reference.ts'
import { cpuGrowth } from '../../support/cpu-growth.ts'

function nested(levels: number, inmost: unknown = 1): unknown {
  let value = inmost
  for (let level = 0; level < levels; level += 1) value = { value }
  return value
}

/** What each step of a plan makes that has the one before it in its input twice, until one may not. */
function grow(input: unknown): { readonly steps: number; readonly message: string } {
  const meter = new ReferenceMeter()
  const results = new Map<string, unknown>([['a', { text: 'x' }]])
  for (let steps = 1; steps <= 1_000; steps += 1) {
    const resolved = resolveReferences(input, results, meter)
    if (!resolved.ok) return { steps, message: resolved.message }
    results.set('a', resolved.value)
  }
  return { steps: Infinity, message: '' }
}

describe('what references bring in', () => {
  it('does not grow without end, whatever holds it', () => {
    for (const input of [
      ['${a}', '${a}'],
      { x: '${a}', y: '${a}' },
      { x: ['${a}', { y: '${a}' }] },
      { x: '${a}${a}' },
      ['as text: ${a}', '${a}'],
      { ['a long name of a field'.repeat(100)]: ['${a}', '${a}'] },
    ]) {
      const { steps, message } = grow(input)
      assert.ok(steps > 3 && steps < 30, `${JSON.stringify(input)}: ${steps} steps`)
      assert.match(message, /^Expected (references to bring at most|an input of at most)/)
    }
  })

  it('is counted for a plan as a whole', () => {
    const meter = new ReferenceMeter()
    const results = new Map([['a', Array.from({ length: 900_000 }, () => 0)]])
    const messages = Array.from({ length: 6 }, () => {
      const resolved = resolveReferences(['${a}'], results, meter)
      return resolved.ok ? 'ok' : resolved.message
    })
    assert.deepEqual(messages.slice(0, 4), ['ok', 'ok', 'ok', 'ok'])
    for (const message of messages.slice(4))
      assert.match(message, /at most 4000000 values into the inputs of one plan, got more/)
    assert.equal(resolveReferences(['${a}'], results, new ReferenceMeter()).ok, true)
  })

  it('is not copied', () => {
    const value = { rows: [1, 2, 3] }
    const resolved = resolveReferences({ all: ['${a}', '${a.rows}'] }, new Map([['a', value]]))
    assert.ok(resolved.ok)
    const { all } = resolved.value as { all: unknown[] }
    assert.equal(all[0], value)
    assert.equal(all[1], value.rows)
  })

  it('nests no deeper with what is around it than an input does', () => {
    const deep = (levels: number, around: number): boolean =>
      resolveReferences(nested(around, '${a}'), new Map([['a', nested(levels)]])).ok
    assert.equal(deep(500, 500), true)
    assert.equal(deep(501, 500), false)
    assert.equal(deep(100_000, 0), false)
    assert.equal(grow({ deeper: '${a}' }).steps, 1_000)
  })

  it('may be whatever a tool returns: cycles, Maps, bytes, what cannot be read', () => {
    const cycle: { self?: unknown; parent: object } = { parent: {} }
    cycle.self = cycle
    const unreadable = {
      get broken(): never {
        throw new Error('not to be read')
      },
    }
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const value of [cycle, new Map([[cycle, [1]]]), new Set([1]), Buffer.alloc(9), unreadable])
      assert.deepEqual(resolveReferences('${a}', new Map([['a', value]])), { ok: true, value })
    assert.equal(resolveReferences('${a}', new Map([['a', { proxy }]])).ok, false)
    for (const value of [
      new Map([['big', Array.from({ length: 1_000_001 })]]),
      new Set([new Set(Array.from({ length: 1_000_001 }, (_, index) => index))]),
      Buffer.alloc(16_000_001),
      'x'.repeat(16_000_001),
    ])
      assert.equal(resolveReferences('${a}', new Map([['a', value]])).ok, false)
  })

  it('is counted in linear time, and so is what calls without a result are told', () => {
    const growth = cpuGrowth(
      (size) => {
        const value = Array.from({ length: size }, (_, index) => ({ index }))
        assert.equal(resolveReferences('${a}', new Map([['a', value]])).ok, true)
      },
      10_000,
      40,
    )
    assert.ok(growth < 40, `ten times the value takes ${growth.toFixed(1)} times as long`)
    const ofNeeds = cpuGrowth(
      (size) => {
        const needs = new Needs<number>()
        for (let index = 0; index < size; index += 1)
          assert.match(needs.add(index, `id ${index}`, '${none}').fault ?? '', /none/)
      },
      1_000,
      40,
    )
    assert.ok(ofNeeds < 40, `ten times the calls take ${ofNeeds.toFixed(1)} times as long`)
  })
})
