import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { patienceMs } from '../support/until.ts'
import {
  contextOf,
  sharedCounter,
  threads,
  threadTool,
  untilItCounts,
  untilItStops,
} from './thread/lab.ts'

const reason = Object.assign(new Error('Time is up.'), { name: 'TimeoutError', code: 'timeout' })

describe('stopping a tool in a thread', { timeout: 2 * patienceMs }, () => {
  it('ends its thread at once, though it never looks up', async () => {
    // A clock that stands still: there is no time to wait for.
    const place = threads({ maxThreads: 1, clock: virtualClock() })
    const counter = sharedCounter()
    const controller = new AbortController()
    const counting = place.run(threadTool('count'), { counter }, contextOf(controller.signal))
    await untilItCounts(counter)
    await untilItCounts(counter)
    controller.abort(reason)
    await assert.rejects(counting, (error) => error === reason)
    await untilItStops(counter)
  })

  it('gives a tool that writes its signal first, and takes what it answers within the grace', async () => {
    const place = threads({ maxThreads: 1, graceMs: patienceMs })
    const counter = sharedCounter()
    const controller = new AbortController()
    const heedful = threadTool('heed', { writes: 'x' })
    const heeding = place.run(heedful, { counter }, contextOf(controller.signal))
    await untilItCounts(counter)
    controller.abort(reason)
    assert.equal(await heeding, 'TimeoutError timeout Time is up.')
  })

  it('ends the thread of a tool that writes once the grace is over', async () => {
    const clock = virtualClock()
    const place = threads({ maxThreads: 1, graceMs: 150, clock })
    const counter = sharedCounter()
    const controller = new AbortController()
    const deaf = threadTool('count', { writes: () => 'x' })
    const counting = place.run(deaf, { counter }, contextOf(controller.signal))
    await untilItCounts(counter)
    const ended = assert.rejects(counting, (error) => error === reason)
    controller.abort(reason)
    await clock.advance(149)
    await untilItCounts(counter)
    await clock.advance(1)
    await ended
    await untilItStops(counter)
  })

  it('lets the next in line have its place', async () => {
    const place = threads({ maxThreads: 1 })
    const counter = sharedCounter()
    const [first, second] = [new AbortController(), new AbortController()]
    const counting = place.run(threadTool('count'), { counter }, contextOf(first.signal))
    const other = sharedCounter()
    const cancelled = place.run(threadTool('count'), { counter: other }, contextOf(second.signal))
    const next = place.run(threadTool('execute'), {}, contextOf())
    await untilItCounts(counter)
    second.abort(reason)
    await assert.rejects(cancelled, (error) => error === reason)
    first.abort(reason)
    await assert.rejects(counting, (error) => error === reason)
    assert.equal(await next, 'execute')
    assert.equal(other[0], 0)
  })

  it('starts nothing that is stopped before', async () => {
    const place = threads({ maxThreads: 1 })
    const counter = sharedCounter()
    const before = place.run(threadTool('count'), { counter }, contextOf(AbortSignal.abort(reason)))
    await assert.rejects(before, (error) => error === reason)
    const controller = new AbortController()
    const starting = place.run(threadTool('count'), { counter }, contextOf(controller.signal))
    // Its thread is not up yet.
    controller.abort(reason)
    await assert.rejects(starting, (error) => error === reason)
    assert.equal(await place.run(threadTool('execute'), {}, contextOf()), 'execute')
    assert.equal(counter[0], 0)
  })

  it('leaves no listener on its signal', async () => {
    const place = threads({ maxThreads: 1 })
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    const tool = threadTool('execute')
    await Promise.all([
      place.run(tool, {}, contextOf(signal)),
      place.run(tool, {}, contextOf(signal)),
    ])
    assert.equal(listeners, 0)
  })

  it('by closing the place fails what runs, and takes nothing more', async () => {
    const place = threads({ maxThreads: 1 })
    const counter = sharedCounter()
    const counting = place.run(threadTool('count'), { counter }, contextOf())
    const waiting = place.run(threadTool('execute'), {}, contextOf())
    await untilItCounts(counter)
    const closing = place.close()
    await assert.rejects(counting, { name: 'AttemptLost', started: true })
    await assert.rejects(waiting, { code: 'thread_start', nothingDone: true })
    await closing
    await untilItStops(counter)
    await assert.rejects(place.run(threadTool('execute'), {}, contextOf()), {
      code: 'thread_start',
      message: 'execute was not run: its threads were ended by `close()`.',
    })
  })
})
