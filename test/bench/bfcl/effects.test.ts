import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { effects } from '../../../bench/bfcl/effects/all.ts'
import { makeTools } from '../../../bench/bfcl/run-turn.ts'
import { readSignatures } from '../../../bench/bfcl/signatures.ts'
import { dataFolder } from '../../../bench/shared-data.ts'
import { effectsOf, type Effects } from '../../../src/call/effects.ts'
import type { AnyTool } from '../../../src/call/tool.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { missing } from '../missing.ts'

const tools = new Map(makeTools(virtualClock(), () => 1).map((tool) => [tool.name, tool]))
const effectsOfCall = (name: string, input: object): Effects =>
  effectsOf(tools.get(name) as AnyTool, input)

describe('the declared effects', () => {
  const folder = join(dataFolder, 'bfcl', 'tools')
  it('name every function of the eight toolsets, and no other', { skip: missing(folder) }, () => {
    assert.deepEqual([...effects.keys()].toSorted(), [...readSignatures(folder).keys()].toSorted())
  })

  it('say something of every function, whatever its arguments are', () => {
    for (const name of effects.keys()) {
      const { declared, fault } = effectsOfCall(name, {})
      assert.deepEqual([name, declared, fault], [name, true, undefined])
    }
  })

  it('take a call that does not say which for all of them', () => {
    assert.deepEqual(effectsOfCall('retrieve_invoice', {}).reads.at(-1), 'travel/bookings')
    assert.deepEqual(effectsOfCall('get_stock_info', { symbol: null }).reads, ['trading/market'])
  })

  it('take a path that leaves the current directory for any', () => {
    const entryOf = (path: unknown): string | undefined =>
      effectsOfCall('find', { path }).reads.at(-1)
    assert.equal(entryOf('./a//b/'), 'files/entries/a/b')
    for (const path of ['.', '', '/', '/a', '..', 'a/../../b', undefined, 3])
      assert.equal(entryOf(path), 'files/entries', String(path))
  })
})
