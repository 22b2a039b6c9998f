import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LeaseRequest } from '../../../src/keys/redis/lease-request.ts'
import { HeldLeases } from '../../../src/keys/redis/held-leases.ts'
import { thisMoment, type Moment } from '../../../src/keys/redis/moment.ts'

const ttlMs = 10_000
const ago = (ms: number): Moment => {
  const now = thisMoment()
  return { monotonicMs: now.monotonicMs - ms, epochMs: now.epochMs - ms }
}

/** HeldLeases with one lease that was asked for a while ago. `late` is what comes in when it looks as if that ran out. */
function holding(askedMs: number, late: (request: LeaseRequest) => void = () => {}) {
  const told: string[] = []
  const { signal } = new AbortController()
  const request = new LeaseRequest({ reads: [], writes: ['a'], owner: 'a test', signal })
  request.id = 'x.1'
  request.noteKept(ago(askedMs))
  const leases = new HeldLeases({
    ttlMs,
    catchUp: () => late(request),
    onRelease: async ({ id }) => void told.push(`release ${id}`),
    onLost: ({ id }) => told.push(`lost ${id}`),
  })
  return { request, leases, told, lease: leases.hold(request, 7) }
}

describe('a lease', () => {
  it('is relied on for nine tenths of its time, from before Redis was asked', async () => {
    const { leases, request, lease } = holding(8_500)
    assert.ok(leases.restMs(request) <= 500 && leases.restMs(request) > 0)
    assert.equal(lease.lost.aborted, false)
    await lease.release()
  })

  it('that was not renewed in time is lost for whoever looks, before any timer', async () => {
    const { lease, told } = holding(8_900)
    const { lost } = lease
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150)
    assert.equal(lost.aborted, false, 'Nobody has looked.')
    assert.equal(lease.lost.aborted, true)
    assert.equal(lost.aborted, true)
    assert.deepEqual(told, ['lost x.1'])
    await lease.release()
    assert.deepEqual(told, ['lost x.1', 'release x.1'])
  })

  it('is lost by a timer, too', async () => {
    const { lease } = holding(8_990)
    const { lost } = lease
    await new Promise((resolve) => lost.addEventListener('abort', resolve))
    assert.equal((lost.reason as { code?: string }).code, 'keys_lost')
  })

  it('is not lost if its renewal was only not heard of yet', async () => {
    const { lease, told } = holding(9_500, (request) => request.noteKept(ago(100)))
    assert.equal(lease.lost.aborted, false)
    assert.deepEqual(told, [])
    await lease.release()
  })

  it('is not shortened by news that come late', async () => {
    const { request, leases, lease } = holding(0)
    request.noteKept(ago(5_000))
    assert.ok(leases.restMs(request) > 8_000)
    await lease.release()
  })
})
