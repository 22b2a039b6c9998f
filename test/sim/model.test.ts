import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aliases, allKeys, cellsOf } from '../../sim/model/keys.ts'
import { State } from '../../sim/model/state.ts'
import { conflict, touchOf } from '../../sim/model/touch.ts'
import type { CallPlan, ToolPlan } from '../../sim/plan.ts'
import { overlap } from '../../src/keys/key.ts'

const tool = (keys: Partial<ToolPlan>): ToolPlan => ({
  name: 't',
  idempotent: false,
  schema: 'none',
  ...keys,
})
const call = { reads: ['a'], writes: ['b'] } as unknown as CallPlan

describe('the model of the simulation', () => {
  it('says of every two keys what the engine says', () => {
    const keys = [...allKeys, ...Object.keys(aliases), '*']
    for (const one of keys)
      for (const other of keys)
        assert.equal((cellsOf(one) & cellsOf(other)) !== 0, overlap(one, other), `${one}, ${other}`)
  })

  it('takes effects from the input, from the tool, and the worst where they cannot be known', () => {
    const input = touchOf(tool({ reads: 'input', writes: 'input' }), call)
    assert.deepEqual([input.reads, input.writes], [cellsOf('a'), cellsOf('b')])
    assert.equal(touchOf(tool({ writes: 'throws' }), call).writes, cellsOf('*'))
    assert.equal(touchOf(tool({}), call).writes, 0)
    assert.ok(touchOf(tool({ reads: [], writes: [] }), call).readsOnly)
    assert.ok(!touchOf(tool({}), call).readsOnly)
  })

  it('sees a conflict where one writes', () => {
    const reads = touchOf(tool({ reads: ['a/b'] }), call)
    const writes = touchOf(tool({ writes: ['a'] }), call)
    assert.ok(conflict(reads, writes))
    assert.ok(conflict(writes, writes))
    assert.ok(!conflict(reads, reads))
  })

  it('ends in another state when an update is lost or two writes change places', () => {
    const [inOrder, swapped, lost] = [new State(), new State(), new State()]
    const write = (state: State, tag: number, seen = state.cells.slice()): void =>
      state.write(1, seen, tag)
    write(inOrder, 1)
    write(inOrder, 2)
    write(swapped, 2)
    write(swapped, 1)
    const seen = lost.cells.slice()
    write(lost, 1, seen)
    write(lost, 2, seen)
    assert.equal(new Set([inOrder, swapped, lost].map((state) => state.digest(1))).size, 3)
  })
})
