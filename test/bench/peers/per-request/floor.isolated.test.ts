import assert from 'node:assert/strict'
import { it } from 'node:test'
import { floor } from '../../../../bench/peers/contestants/floor.ts'
import { perRequest } from '../../../../bench/peers/suites/per-request.ts'
import { ways, wires } from '../../../../bench/peers/suites/per-request/parts.ts'
import { runProgram } from '../../../../bench/peers/suites/cold/run-program.ts'

process.env['PEERS_QUICK'] = '1'

for (const wire of wires)
  for (const way of ways)
    it(`the floor answers every call of ${wire}, ${way}, and its time is a figure`, async () => {
      const cell = await perRequest.measure(floor, `${wire}.${way}.json.10`)
      assert.equal(cell.kind, 'measured')
      assert.ok(cell.kind === 'measured' && Number(cell.figures['us']) > 0)
    })

it('a cold program tells its first run and its first turn, which are less than its process', async () => {
  const { wallMs, firstMs = 0, turnMs = 0 } = await runProgram('floor.json')
  assert.ok(turnMs > 0 && turnMs < firstMs && firstMs < wallMs)
  const empty = await runProgram('empty.json')
  assert.deepEqual(Object.keys(empty), ['wallMs'])
})
