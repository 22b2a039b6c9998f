import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LeaseRequest } from '../../../src/keys/redis/lease-request.ts'
import { UnreachableTimeouts } from '../../../src/keys/redis/unreachable-timeouts.ts'
import { until } from '../../support/until.ts'

describe('the time for which a request waits for a Redis that is away', () => {
  it('is one for each request, however often Redis goes, and over once it is back', async () => {
    const ended: string[] = []
    const timeouts = new UnreachableTimeouts(20, ({ id }) => ended.push(id))
    const request = (id: string): LeaseRequest => ({ id }) as LeaseRequest
    const [back, left, late] = ['back', 'left', 'late'].map(request) as [
      LeaseRequest,
      LeaseRequest,
      LeaseRequest,
    ]
    timeouts.start([back])
    timeouts.start([back])
    timeouts.end(back)
    timeouts.start([left, late])
    timeouts.start([left, late])
    timeouts.end(left)
    // Of timers of one length those that were set before end before.
    await until(() => ended.length > 0)
    assert.deepEqual(ended, ['late'])
  })
})
