import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, quantile } from '../../../../bench/peers/suites/shared/median.ts'
import { makeWorkload, mixed, scriptOf } from '../../../../bench/peers/suites/run/workload.ts'
import { toolPhaseMs, toolPhasesMs } from '../../../../bench/peers/suites/shared/tool-phase.ts'

test('the mixed run has every number of calls from one to ten twice', () => {
  const counts = mixed.map((turn) => turn.length).toSorted((a, b) => a - b)
  assert.deepEqual(counts, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10])
})

test('latencies have a body around 60 ms and a heavy tail, the same for the same seed', () => {
  const [turn = []] = makeWorkload([10_000], 5)
  assert.ok(Math.abs(median(turn) - 63) < 5, String(median(turn)))
  const slow = turn.filter((ms) => ms > 600).length / turn.length
  assert.ok(slow > 0.01 && slow < 0.04, String(slow))
  assert.deepEqual(makeWorkload([10_000], 5), [turn])
})

test('one call a turn asks for the same calls', () => {
  const load = [[10, 20], [30]]
  const [both, single] = [false, true].map((oneByOne) =>
    scriptOf(load, oneByOne).map((turn) => ('calls' in turn ? turn.calls : undefined)),
  )
  assert.deepEqual(
    both?.map((calls) => calls?.length),
    [2, 1, undefined],
  )
  assert.deepEqual(
    single?.map((calls) => calls?.length),
    [1, 1, 1, undefined],
  )
  assert.deepEqual(single?.flat(), both?.flat())
})

test('a quantile lies between its neighbours', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([1, 2]), 1.5)
  assert.equal(quantile([0, 10], 0.99), 9.9)
})

test('a tool phase is from the end of a response to the next request', () => {
  const request = (receivedAtMs: number, respondedAtMs: number | undefined) => ({
    format: 'anthropic',
    receivedAtMs,
    respondedAtMs,
  })
  const other = { ...request(3, 4), format: undefined }
  const exchanged = [request(0, 2), other, request(10, 12), request(30, undefined)]
  assert.deepEqual(toolPhasesMs(exchanged), [8, 18])
  assert.equal(toolPhaseMs(exchanged.slice(0, 3)), 8)
  assert.throws(() => toolPhaseMs(exchanged), /two requests/)
  assert.throws(() => toolPhasesMs([request(0, undefined), request(5, 6)]), /whole/)
})
