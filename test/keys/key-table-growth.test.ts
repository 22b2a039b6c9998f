import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCounting } from '../support/run-counting.ts'

test('the work of a claim and its release does not grow with the number of claims', async () => {
  const stdout = await runCounting(new URL('./count-operations.ts', import.meta.url))
  const counts = Object.entries(JSON.parse(stdout) as Record<string, [number, number]>)
  assert.equal(counts.length, 18)
  for (const [name, [ofThousand, ofTenThousand]] of counts) {
    assert.ok(ofThousand > 10_000, `${name}: nothing was counted`)
    const growth = ofTenThousand / ofThousand
    assert.ok(growth < 16, `${name}: ten times the claims are ${growth.toFixed(1)} times the work`)
  }
})
