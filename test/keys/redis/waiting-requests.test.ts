import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as soon } from 'node:timers/promises'
import { LeaseRequest } from '../../../src/keys/redis/lease-request.ts'
import { WaitingRequests } from '../../../src/keys/redis/waiting-requests.ts'
import type { KeyConnections } from '../../../src/keys/redis/key-connections.ts'
import { thisMoment } from '../../../src/keys/redis/moment.ts'
import type { Looked, Standing } from '../../../src/keys/redis/scripts/key-scripts.ts'
import { until } from '../../support/until.ts'

interface Scene {
  readonly line: WaitingRequests
  readonly request: LeaseRequest
  readonly log: string[]
  readonly connections: { up: boolean }
  readonly answers: PromiseWithResolvers<Looked<Standing>>[]
  readonly looks: Standing[][]
  granting: boolean
}

/** A line to a Redis whose answers are given by the test. */
function lineTo(): Scene {
  const log: string[] = []
  const answers: PromiseWithResolvers<Looked<Standing>>[] = []
  const looks: Standing[][] = []
  const scripts = {
    enter: (id: string, _info: unknown, again: boolean) => {
      log.push(again ? `enter ${id} again` : `enter ${id}`)
      const answer = Promise.withResolvers<Looked<Standing>>()
      answers.push(answer)
      return answer.promise
    },
    check: async () => ({ found: looks.shift() ?? [], dueInMs: -1 }),
  }
  const connections = { up: true, scripts, reset: () => log.push('reset') }
  let names = 0
  const scene: Scene = {
    log,
    answers,
    looks,
    connections,
    granting: true,
    request: new LeaseRequest({
      reads: [],
      writes: ['a'],
      owner: 'a test',
      signal: new AbortController().signal,
    }),
    line: new WaitingRequests({
      connections: connections as unknown as KeyConnections,
      newId: () => `n${(names += 1)}`,
      onPlace: ({ id }) => log.push(`place ${id}`),
      onLeave: (id) => log.push(`leave ${id}`),
      onGrant: ({ id }, token) => {
        log.push(`grant ${id} ${token}`)
        return scene.granting
      },
    }),
  }
  scene.line.add(scene.request)
  return scene
}

const waiting = { found: 'waiting', dueInMs: -1 } as const
const granted = (token: number): Looked<Standing> => ({ found: { token }, dueInMs: -1 })

describe('the line of those who wait', () => {
  it('counts a lease from before Redis was asked for it', async () => {
    const { request, answers } = lineTo()
    const before = thisMoment()
    await new Promise((resolve) => void setTimeout(resolve, 20))
    answers[0]?.resolve(waiting)
    await soon()
    assert.equal(request.state, 'waiting')
    assert.ok((request.asked?.monotonicMs ?? Infinity) <= before.monotonicMs)
  })

  it('takes the news that came before the answer', async () => {
    const { line, log, answers } = lineTo()
    line.onGranted('n1', 5)
    assert.deepEqual(log, ['enter n1'])
    answers[0]?.resolve(waiting)
    await soon()
    assert.deepEqual(log, ['enter n1', 'place n1', 'grant n1 5'])
    assert.deepEqual(line.all, [])
  })

  it('asks again under the same name if there was no answer, when Redis is there again', async () => {
    const { line, connections, log, answers } = lineTo()
    connections.up = false
    answers[0]?.reject(new Error('Connection is closed.'))
    await soon()
    assert.deepEqual(log, ['enter n1'])
    connections.up = true
    line.onUp()
    assert.deepEqual(log, ['enter n1', 'enter n1 again'])
    answers[1]?.resolve(granted(7))
    await soon()
    assert.deepEqual(log.slice(2), ['place n1', 'grant n1 7'])
  })

  it('believes no news of a place that had run out when it asked again', async () => {
    const { line, request, log, answers } = lineTo()
    // It stood still: it was granted, that ran out, and the answer is too late.
    answers[0]?.reject(new Error('Command timed out'))
    await soon()
    line.onGranted('n1', 5)
    line.onUp()
    answers[1]?.resolve({ found: 'missing', dueInMs: -1 })
    await soon()
    assert.deepEqual(log, ['enter n1', 'reset', 'enter n1 again', 'leave n1', 'enter n2'])
    line.onGranted('n1', 5)
    answers[2]?.resolve(waiting)
    await soon()
    assert.equal(request.state, 'waiting')
    line.onGranted('n2', 9)
    assert.deepEqual(log.slice(5), ['place n2', 'grant n2 9'])
  })

  it('takes another place for what Redis has lost, and asks what it may not have heard', async () => {
    const { line, log, answers, looks } = lineTo()
    answers[0]?.resolve(waiting)
    await soon()
    looks.push(['missing'])
    line.onUp()
    await soon()
    assert.deepEqual(log.slice(2), ['leave n1', 'enter n2'])
    answers[1]?.resolve(waiting)
    await soon()
    looks.push([{ token: 9 }])
    line.onUp()
    await soon()
    assert.deepEqual(log.slice(4), ['place n2', 'grant n2 9'])
  })

  it('looks again once a lease in its way may have run out, be that at this very moment', async () => {
    for (const dueInMs of [0, 1]) {
      const { log, answers, looks } = lineTo()
      looks.push([{ token: 7 }])
      answers[0]?.resolve({ found: 'waiting', dueInMs })
      await until(() => log.includes('grant n1 7'))
    }
  })

  it('takes another place if what was granted can be relied on no more', async () => {
    const scene = lineTo()
    scene.granting = false
    scene.answers[0]?.resolve(granted(3))
    await soon()
    assert.deepEqual(scene.log.slice(2), ['grant n1 3', 'leave n1', 'enter n2'])
  })

  it('gives up a place that nobody wants any more, also one that it is not known to have', async () => {
    const { line, request, log, answers } = lineTo()
    const reason = new Error('Not wanted.')
    line.refuse(request, reason)
    await assert.rejects(request.lease, reason)
    answers[0]?.resolve(granted(3))
    await soon()
    assert.deepEqual(log, ['enter n1', 'leave n1'])
  })

  it('hands on what Redis says against it', async () => {
    const { request, log, answers } = lineTo()
    const error = Object.assign(new Error('NOPERM no'), { name: 'ReplyError' })
    answers[0]?.reject(error)
    await assert.rejects(request.lease, { code: 'keys_refused', message: /NOPERM/, cause: error })
    assert.deepEqual(log, ['enter n1', 'leave n1'])
  })

  it('waits for another server if this one has become a replica', async () => {
    const { request, log, answers } = lineTo()
    answers[0]?.reject(Object.assign(new Error('READONLY You'), { name: 'ReplyError' }))
    await soon()
    assert.deepEqual(log, ['enter n1', 'reset'])
    assert.equal(request.state, 'outside')
  })
})
