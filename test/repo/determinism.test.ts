import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { determinismFaults } from './determinism.ts'
import { filesOf } from './files.ts'

describe('time and chance', () => {
  it('come from the clock alone in src/', () => {
    assert.deepEqual(determinismFaults(filesOf('src/**/*.ts')), [])
  })

  it('are found wherever else they come from', () => {
    const planted = [
      'const now = Date.now()',
      'setTimeout(() => {}, 1)',
      'const timer = globalThis.setInterval(() => {}, 1)',
      'const wait = setImmediate',
      'const luck = Math.random()',
      'const now = performance.now',
      'const today = new Date()',
      'const signal = AbortSignal.timeout(5)',
      "import { setTimeout as sleep } from 'node:timers/promises'",
    ]
    for (const text of planted)
      assert.equal(determinismFaults([{ path: 'src/turn/turn.ts', text }]).length, 1, text)
  })

  it('are not seen in comments, strings, dates of others and names of our own', () => {
    const text = [
      '// Date.now() is not for us.',
      "const text = 'Math.random()'",
      'const date = new Date(header)',
      'clock.setTimeout(1)',
      'const options = { setTimeout: 1 }',
    ].join('\n')
    assert.deepEqual(determinismFaults([{ path: 'src/turn/turn.ts', text }]), [])
  })

  it('may be real in the clock, the command line and the published test tools', () => {
    for (const path of ['src/util/clock.ts', 'src/cli/run/run.ts', 'src/testing/server.ts'])
      assert.deepEqual(determinismFaults([{ path, text: 'setTimeout(() => {}, 1)' }]), [])
  })
})
