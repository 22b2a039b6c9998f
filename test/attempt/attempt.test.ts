import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AttemptJob } from '../../src/attempt/attempt-job.ts'
import { Attempt, type AttemptEnd } from '../../src/attempt/attempt.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { seededRandom } from '../../src/testing/random.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { Clock } from '../../src/util/clock.ts'

const endless = tool({ name: 'endless', execute: () => new Promise(() => {}) }) as AnyTool

function jobOf(timeoutMs: number, idleTimeoutMs = Infinity): AttemptJob {
  return {
    tool: endless,
    input: {},
    callId: 'c',
    turnId: 't',
    number: 1,
    idempotencyKey: 'k',
    fencingToken: undefined,
    timeoutMs,
    idleTimeoutMs,
    graceMs: 0,
    progress: () => {},
    hold: (stop) => stop(),
    onBlocked: () => {},
    onLateEnd: () => {},
  }
}

describe('K5: the time-out of an attempt', () => {
  it('comes when it is due, after whatever fractions of a millisecond it has stood', async () => {
    const random = seededRandom(1)
    for (let round = 0; round < 300; round += 1) {
      const clock = virtualClock()
      let sets = 0
      const counted: Clock = {
        ...clock,
        setTimer(run, delayMs, argument) {
          sets += 1
          assert.ok(sets < 20, `round ${round}: it is set again and again, for ${delayMs} ms`)
          return clock.setTimer(run, delayMs, argument)
        },
      }
      await clock.advance(random() * 300)
      let end: AttemptEnd | undefined
      const timeoutMs = random() * 100
      const beganMs = clock.now()
      const attempt = new Attempt(jobOf(timeoutMs), counted, (_job, it) => void (end = it))
      attempt.start({ run: () => new Promise(() => {}) })
      let stoodMs = 0
      for (let times = 0; times < 3; times += 1) {
        await clock.advance((random() * timeoutMs) / 4)
        const standsMs = random() * 2 * timeoutMs
        attempt.pause()
        await clock.advance(standsMs)
        attempt.resume()
        stoodMs += standsMs
      }
      await clock.runUntilIdle()
      assert.equal(end?.kind, 'stopped')
      const lateMs = clock.now() - (beganMs + timeoutMs + stoodMs)
      assert.ok(Math.abs(lateMs) < 1e-6, `round ${round}: ${lateMs} ms late`)
    }
  })
})

describe('the idle time-out of an attempt', () => {
  it('hears what was told while somebody held the event loop, before it counts', async () => {
    for (const isAlive of [true, false]) {
      let nowMs = 0
      const timers = new Map<object, { readonly dueMs: number; readonly fire: () => void }>()
      // A clock whose timers ring when the event loop is free again.
      const clock: Clock = {
        ...virtualClock(),
        now: () => nowMs,
        setTimer(run, delayMs, argument) {
          const handle = {}
          timers.set(handle, { dueMs: nowMs + delayMs, fire: () => run(argument) })
          return handle
        },
        clearTimer: (handle) => void timers.delete(handle),
      }
      const ring = (atMs: number): void => {
        nowMs = atMs
        // One that is set meanwhile rings when the loop comes round again.
        for (const [handle, { dueMs, fire }] of Array.from(timers))
          if (dueMs <= nowMs && timers.delete(handle)) fire()
      }
      const ends: AttemptEnd[] = []
      const attempt = new Attempt(jobOf(10_000, 100), clock, (_job, end) => void ends.push(end))
      attempt.start({ run: () => new Promise(() => {}) })
      ring(900)
      assert.deepEqual(ends, [])
      if (isAlive) attempt.progress('told while the loop was held')
      ring(901)
      assert.equal(ends.length, isAlive ? 0 : 1)
      ring(1_000)
      assert.deepEqual(
        ends.map(({ kind }) => kind),
        ['stopped'],
      )
      assert.equal(timers.size, 0)
    }
  })
})
