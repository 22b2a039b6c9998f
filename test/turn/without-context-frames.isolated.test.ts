import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runNode } from '../repo/run-node.ts'

/** As before Node.js 24: what is entered in an async resource stays in it, and a promise keeps what was around it. */
const flag = '--no-async-context-frame'

describe('where Node.js has no async context frames', () => {
  it('callbacks run in the context of their turn, whatever others enter', async () => {
    const words = ['sim/run.ts', '--seeds', '50', '--only', 'context']
    const { code, stdout } = await runNode([flag, ...words])
    assert.equal(code, 0, stdout)
    assert.match(stdout, /50 seeds.*no failures/)
  })

  it('G8: nothing is kept of a turn that is over', async () => {
    const words = ['--test', '--test-isolation=none', 'test/turn/g8-every-end.test.ts']
    const { code, stdout } = await runNode([flag, ...words])
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^(?:ℹ|#) pass [1-9]/m)
  })
})
