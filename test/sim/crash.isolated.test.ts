import assert from 'node:assert/strict'
import { test } from 'node:test'
import { playRounds } from '../../sim/crash/rounds.ts'

test(
  'no crash loses what was done, and none makes it be done twice',
  { timeout: 240_000 },
  async () => {
    const told: string[] = []
    const tally = await playRounds({
      queue: false,
      rounds: 20,
      jobs: 2,
      seedOf: (round) => round + 1,
      tell: (text) => told.push(text),
    })
    assert.equal(tally.violations, 0, told.join('\n\n'))
    assert.equal(tally.rounds, 20)
    assert.ok(tally.calls > 100, `only ${tally.calls} calls`)
  },
)
