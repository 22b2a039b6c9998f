import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Breaker } from '../../src/attempt/breaker.ts'

function fail(breaker: Breaker, times: number, nowMs = 0): void {
  for (let failed = 0; failed < times; failed += 1) breaker.onResult(false, nowMs)
}

/** One that has just opened, at 0. */
function opened(): Breaker {
  const breaker = new Breaker()
  fail(breaker, 5)
  assert.equal(breaker.state, 'open')
  return breaker
}

test('it opens after failures in a row, and a success between starts the count anew', () => {
  const breaker = new Breaker()
  fail(breaker, 4)
  breaker.onResult(true, 0)
  fail(breaker, 4)
  assert.equal(breaker.state, 'closed')
  assert.equal(breaker.allow(0), true)
  assert.equal(breaker.retryAtMs, undefined)
  fail(breaker, 1)
  assert.equal(breaker.state, 'open')
})

test('it opens when half of the last twenty failed, and not before there are twenty', () => {
  const breaker = new Breaker()
  for (let result = 0; result < 19; result += 1) breaker.onResult(result % 2 === 1, 0)
  assert.equal(breaker.state, 'closed')
  breaker.onResult(false, 0)
  assert.equal(breaker.state, 'open')
})

test('the rate is that of the last ones only', () => {
  const breaker = new Breaker({ consecutiveFailures: 1_000, window: 4, failureRate: 0.75 })
  for (const ok of [true, true, true, true, false, false]) breaker.onResult(ok, 0)
  assert.equal(breaker.state, 'closed')
  breaker.onResult(false, 0)
  assert.equal(breaker.state, 'open')
})

test('open, it lets nothing through until its time, then one probe', () => {
  const breaker = opened()
  assert.equal(breaker.retryAtMs, 5_000)
  assert.equal(breaker.allow(4_999), false)
  assert.equal(breaker.allow(5_000), true)
  assert.equal(breaker.state, 'half-open')
  assert.equal(breaker.allow(5_000), false)
  assert.equal(breaker.allow(60_000), false)
})

test('what began in the very moment in which it opened is not its probe', () => {
  const breaker = opened()
  breaker.allow(5_000)
  breaker.onAbandoned(0)
  assert.equal(breaker.state, 'half-open')
  breaker.onResult(true, 5_001, 0)
  assert.equal(breaker.state, 'half-open')
  breaker.onResult(true, 5_002, 5_000)
  assert.equal(breaker.state, 'closed')
})

test('a probe that succeeds closes it, and old failures are forgotten', () => {
  const breaker = opened()
  breaker.allow(5_000)
  breaker.onResult(true, 5_100, 5_000)
  assert.equal(breaker.state, 'closed')
  assert.equal(breaker.retryAtMs, undefined)
  fail(breaker, 4, 5_200)
  assert.equal(breaker.state, 'closed')
})

test('once closed, its rate is taken anew', () => {
  const breaker = new Breaker({ consecutiveFailures: 1_000, window: 4 })
  for (const ok of [true, true, false, false]) breaker.onResult(ok, 0)
  assert.equal(breaker.state, 'open')
  breaker.allow(5_000)
  breaker.onResult(true, 5_000)
  fail(breaker, 1, 5_001)
  assert.equal(breaker.state, 'closed')
})

test('each probe that fails doubles the time, up to the cap; a success resets it', () => {
  const breaker = opened()
  const waits: number[] = []
  let nowMs = 0
  for (let probe = 0; probe < 6; probe += 1) {
    const atMs = breaker.retryAtMs as number
    waits.push(atMs - nowMs)
    nowMs = atMs
    assert.equal(breaker.allow(nowMs), true)
    breaker.onResult(false, nowMs)
  }
  assert.deepEqual(waits, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  nowMs = breaker.retryAtMs as number
  breaker.allow(nowMs)
  breaker.onResult(true, nowMs)
  fail(breaker, 5, nowMs)
  assert.equal(breaker.retryAtMs, nowMs + 5_000)
})

test('results of attempts from before it opened change nothing', () => {
  const breaker = opened()
  breaker.onResult(true, 100, -1_000)
  breaker.onResult(false, 100, -1_000)
  fail(breaker, 30, 200)
  assert.deepEqual([breaker.state, breaker.retryAtMs], ['open', 5_000])
  breaker.allow(5_000)
  breaker.onResult(true, 5_100, -1_000)
  breaker.onResult(false, 5_100, -1_000)
  breaker.onAbandoned(-1_000)
  assert.equal(breaker.state, 'half-open')
  assert.equal(breaker.allow(5_100), false)
  breaker.onResult(true, 5_200, 5_000)
  for (let late = 0; late < 9; late += 1) breaker.onResult(false, 5_300, -1_000)
  assert.equal(breaker.state, 'closed')
})

test('when the probe is cancelled the next attempt is the probe', () => {
  const breaker = opened()
  breaker.allow(5_000)
  breaker.onAbandoned(5_000)
  assert.equal(breaker.allow(5_001), true)
  assert.equal(breaker.allow(5_001), false)
})

test('whatever happens, it always lets somebody through again', () => {
  const steps = fc.record({
    gapMs: fc.nat({ max: 20_000 }),
    end: fc.constantFrom('ok', 'failed', 'abandoned'),
  })
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 100 }), (history) => {
      const breaker = new Breaker()
      let nowMs = 0
      for (const { gapMs, end } of history) {
        nowMs += gapMs
        if (!breaker.allow(nowMs)) {
          assert.equal(breaker.state, 'open')
          assert.ok((breaker.retryAtMs as number) > nowMs)
          assert.ok((breaker.retryAtMs as number) <= nowMs + 60_000)
        } else if (end === 'abandoned') breaker.onAbandoned(nowMs)
        else breaker.onResult(end === 'ok', nowMs, nowMs)
        assert.notEqual(breaker.state, 'half-open')
      }
      assert.equal(breaker.allow(nowMs + 60_000), true)
    }),
  )
})
