import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { sinceMs, thisMoment, type Moment } from '../../../src/keys/redis/moment.ts'

describe('a moment', () => {
  it('is as long ago as either clock says at most: one stands still while a machine sleeps', () => {
    const asked = { monotonicMs: 1_000, epochMs: 50_000 }
    assert.equal(sinceMs(asked, { monotonicMs: 1_200, epochMs: 50_200 }), 200)
    assert.equal(sinceMs(asked, { monotonicMs: 1_200, epochMs: 90_000 }), 40_000)
    assert.equal(sinceMs(asked, { monotonicMs: 9_000, epochMs: 10_000 }), 8_000)
  })

  it('can be measured by any thread of the process', async () => {
    const file = new URL('../../../src/keys/redis/moment.ts', import.meta.url)
    const code = `import('${file.href}').then(({ thisMoment }) =>
      require('node:worker_threads').parentPort.postMessage(thisMoment()))`
    const before = thisMoment()
    const [inside] = (await once(new Worker(code, { eval: true }), 'message')) as [Moment]
    assert.ok(inside.monotonicMs >= before.monotonicMs)
    assert.ok(sinceMs(inside) >= 0 && sinceMs(inside) <= sinceMs(before))
  })
})
