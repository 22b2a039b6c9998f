import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { HeldLocks } from '../../../../src/place/queue/worker/held-locks.ts'
import type { FromRenewer } from '../../../../src/place/queue/worker/lock-messages.ts'

const job = { jobId: 'j', token: 'w:1', replies: 'r' }

describe('the locks of locks', () => {
  let said: FromRenewer[]
  let locks: HeldLocks

  beforeEach(() => {
    said = []
    locks = new HeldLocks(1_000, (message) => said.push(message))
    locks.hold(job, 0)
  })

  it('keeps a lock that is renewed, counted from when Redis was asked', () => {
    locks.note(job, ['held'], 800)
    locks.lapse(1_799)
    assert.deepEqual([locks.jobs, said], [[job], []])
    locks.lapse(1_800)
    assert.deepEqual([locks.jobs, said], [[], [{ type: 'lost', jobId: 'j' }]])
  })

  it('gives up a lock that is lost, and one that could not be renewed in time', () => {
    locks.note(job, ['lost'], 500)
    assert.deepEqual(said, [{ type: 'lost', jobId: 'j' }])
    locks.hold({ ...job, jobId: 'k' }, 100)
    locks.lapse(1_100)
    assert.deepEqual(said.slice(1), [{ type: 'lost', jobId: 'k' }])
  })

  it('passes on that the job is to stop, or its engine gone, and keeps its lock', () => {
    locks.note(job, ['cancel', '{}'], 500)
    locks.note(job, ['orphan'], 600)
    assert.deepEqual(said, [
      { type: 'cancel', jobId: 'j', message: '{}' },
      { type: 'orphan', jobId: 'j' },
    ])
    assert.deepEqual(locks.jobs, [job])
  })

  it('says nothing of a job that was released, or is held anew', () => {
    locks.release('j')
    locks.note(job, ['lost'], 500)
    locks.hold({ ...job, token: 'w:2' }, 600)
    locks.note(job, ['lost'], 500)
    assert.deepEqual(said, [])
    assert.equal(locks.jobs.length, 1)
  })
})
