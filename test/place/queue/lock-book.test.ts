import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { LockBook } from '../../../src/place/queue/worker/lock-book.ts'
import type { FromKeeper } from '../../../src/place/queue/worker/hold-messages.ts'

const job = { jobId: 'j', token: 'w:1', replies: 'r' }

describe('the book of locks', () => {
  let said: FromKeeper[]
  let book: LockBook

  beforeEach(() => {
    said = []
    book = new LockBook(1_000, (message) => said.push(message))
    book.hold(job, 0)
  })

  it('keeps a lock that is renewed, counted from when Redis was asked', () => {
    book.note(job, ['held'], 800)
    book.lapse(1_799)
    assert.deepEqual([book.jobs, said], [[job], []])
    book.lapse(1_800)
    assert.deepEqual([book.jobs, said], [[], [{ type: 'lost', jobId: 'j' }]])
  })

  it('gives up a lock that is lost, and one that could not be renewed in time', () => {
    book.note(job, ['lost'], 500)
    assert.deepEqual(said, [{ type: 'lost', jobId: 'j' }])
    book.hold({ ...job, jobId: 'k' }, 100)
    book.lapse(1_100)
    assert.deepEqual(said.slice(1), [{ type: 'lost', jobId: 'k' }])
  })

  it('passes on that the job is to stop, or its engine gone, and keeps its lock', () => {
    book.note(job, ['stop', '{}'], 500)
    book.note(job, ['orphan'], 600)
    assert.deepEqual(said, [
      { type: 'stop', jobId: 'j', message: '{}' },
      { type: 'orphan', jobId: 'j' },
    ])
    assert.deepEqual(book.jobs, [job])
  })

  it('says nothing of a job that was released, or is held anew', () => {
    book.release('j')
    book.note(job, ['lost'], 500)
    book.hold({ ...job, token: 'w:2' }, 600)
    book.note(job, ['lost'], 500)
    assert.deepEqual(said, [])
    assert.equal(book.jobs.length, 1)
  })
})
