import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AttemptJob } from '../../src/attempt/attempt-job.ts'
import type { Runner } from '../../src/attempt/attempt-job.ts'
import { Attempt } from '../../src/attempt/attempt.ts'
import type { AttemptEnd } from '../../src/attempt/attempt-end.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { AttemptLine } from '../../src/call/attempt-line.ts'
import { seededRandom } from '../../src/testing/random.ts'
import { settle } from '../../src/testing/settle.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { Clock } from '../../src/util/clock.ts'
import { SharedTimers } from '../../src/util/shared-timers.ts'

const endless = tool({ name: 'endless', execute: () => new Promise(() => {}) }) as AnyTool

function jobOf(timeoutMs: number, idleTimeoutMs = Infinity): AttemptJob {
  return {
    tool: endless,
    input: {},
    callId: 'c',
    turnId: 't',
    context: undefined,
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
      attempt.start({ run: () => new Promise(() => {}) }, beganMs)
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

/** A clock whose timers ring when the event loop is free again. */
function heldClock() {
  let nowMs = 0
  const timers = new Map<object, { readonly dueMs: number; readonly fire: () => void }>()
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
  return { clock, timers, ring }
}

describe('a time-out of an attempt, while somebody holds the event loop', () => {
  it('hears what was told meanwhile, before it counts as silence', () => {
    for (const isAlive of [true, false]) {
      const { clock, timers, ring } = heldClock()
      const ends: AttemptEnd[] = []
      const attempt = new Attempt(jobOf(10_000, 100), clock, (_job, end) => void ends.push(end))
      attempt.start({ run: () => new Promise(() => {}) }, clock.now())
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

  it('takes what was returned meanwhile', async () => {
    for (const isAnswered of [true, false]) {
      const { clock, timers, ring } = heldClock()
      const ends: AttemptEnd[] = []
      const answer = Promise.withResolvers<string>()
      const attempt = new Attempt(jobOf(100), clock, (_job, end) => void ends.push(end))
      attempt.start({ run: () => answer.promise }, clock.now())
      ring(900)
      assert.deepEqual(ends, [])
      if (isAnswered) answer.resolve('the answer lay in its socket')
      await settle()
      ring(901)
      assert.deepEqual(
        ends.map(({ kind }) => kind),
        [isAnswered ? 'returned' : 'stopped'],
      )
      assert.equal(timers.size, 0)
    }
  })
})

describe('an attempt in line elsewhere', () => {
  /** One whose executor is asked for nothing but what the test says to its line. */
  function inLine(job: Partial<AttemptJob>) {
    const clock = virtualClock()
    const { promise, reject } = Promise.withResolvers<never>()
    let line: AttemptLine | undefined
    const ends: AttemptEnd[] = []
    const whole = { ...jobOf(100), ...job }
    const attempt = new Attempt(whole, new SharedTimers(clock), (_job, end) => void ends.push(end))
    const run: Runner['run'] = (_tool, _input, _context, given) => {
      line = given
      given.wait()
      return promise
    }
    attempt.start({ run }, clock.now())
    return { clock, attempt, ends, reject, line: line as unknown as AttemptLine }
  }
  const cause = { kind: 'deadline', message: 'Too late.' } as const

  it('has its time-out from when it begins there', async () => {
    const { clock, ends, line } = inLine({})
    await clock.advance(10_000)
    line.begin()
    await clock.advance(99)
    assert.equal(ends.length, 0)
    await clock.advance(1)
    assert.equal(ends.length, 1)
  })

  it('is said not to have run, if it is stopped and withdrawn', async () => {
    const { clock, attempt, ends, line, reject } = inLine({ lineGraceMs: 50 })
    attempt.stop(cause)
    assert.deepEqual(ends, [], 'It has a grace, although it writes nothing.')
    line.withdraw()
    const thrown = new Error('taken back')
    reject(thrown as never)
    await clock.advance(0)
    assert.deepEqual(ends, [{ kind: 'stopped', cause, notRun: true, thrown }])
  })

  it('may have run, if nobody says so in time, or it had begun', async () => {
    const silent = inLine({ lineGraceMs: 50 })
    silent.attempt.stop(cause)
    await silent.clock.advance(50)
    assert.deepEqual(silent.ends, [{ kind: 'stopped', cause }])
    const begun = inLine({ lineGraceMs: 50, graceMs: 10 })
    begun.line.begin()
    begun.attempt.stop(cause)
    begun.line.withdraw()
    begun.reject(begun.attempt.signal.reason as never)
    await begun.clock.advance(0)
    assert.deepEqual(begun.ends, [{ kind: 'stopped', cause }])
  })
})
