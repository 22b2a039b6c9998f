import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCounting } from '../support/run-counting.ts'

test('the work of a call does not grow with the number of calls, save by a logarithm of the turns', async () => {
  const stdout = await runCounting(new URL('./count-operations.ts', import.meta.url))
  const counts = Object.entries(JSON.parse(stdout) as Record<string, [number, number]>)
  assert.equal(counts.length, 15)
  for (const [name, [ofThousand, ofTenThousand]] of counts) {
    assert.ok(ofThousand > 3_000, `${name}: nothing was counted`)
    const growth = ofTenThousand / ofThousand
    assert.ok(growth < 15, `${name}: ten times the calls are ${growth.toFixed(1)} times the work`)
  }
})
