import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const script = fileURLToPath(new URL('../../sim/run.ts', import.meta.url))

interface Told {
  readonly seeds: number
  readonly calls: number
  readonly failures: number
  readonly mutants: { readonly total: number; readonly killed: number }
}

test('G1 to G8 hold over ten thousand seeds, and every broken scheduler is caught', async () => {
  const args = [script, '--seeds', '10000', '--mutants', '--jobs', '2', '--json']
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 })
  const told = JSON.parse(stdout) as Told
  assert.equal(told.seeds, 10_000)
  assert.equal(told.failures, 0)
  assert.ok(told.calls > 100_000)
  assert.ok(told.mutants.total >= 15)
  assert.equal(told.mutants.killed, told.mutants.total)
})
