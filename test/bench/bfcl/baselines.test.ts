import assert from 'node:assert/strict'
import { it } from 'node:test'
import { contiguousWaves, promiseAllBreaks } from '../../../bench/bfcl/baselines.ts'
import { toCall } from '../../../bench/bfcl/to-call.ts'

it('contiguous batching joins only neighbours that write nothing', () => {
  const waves = (...texts: string[]): number =>
    contiguousWaves(texts.map((text, index) => toCall(text, String(index), new Map())))
  assert.equal(waves('ls()', 'pwd()', 'du()'), 1)
  assert.equal(waves('ls()', `touch(file_name='a')`, 'pwd()', 'du()'), 3)
  assert.equal(waves(`setHeadlights(mode='on')`, `lockDoors(unlock=True, door=[])`), 2)
  assert.equal(waves(`echo(content='a')`, 'ls()'), 1, 'without a file, echo writes nothing')
})

it('Promise.all breaks a turn when the later call of a pair ends first', () => {
  const turn = { id: 'test', turn: 0, calls: [], before: [[0, 2]] as const, waves: 2 }
  assert.equal(promiseAllBreaks(turn, [1, 3, 2]), false)
  assert.equal(promiseAllBreaks(turn, [2, 3, 1]), true)
})
