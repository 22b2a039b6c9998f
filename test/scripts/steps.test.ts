import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runChains, type Step } from '../../scripts/steps.ts'

describe('the steps of a check', () => {
  it('all run, also after a failure, those of a chain one after the other', async () => {
    const told: string[] = []
    const step = (name: string, ok = true): Step => ({
      name,
      run: async () => {
        told.push(`${name} starts`)
        await Promise.resolve()
        return { ok, output: '' }
      },
    })
    const chains = [[step('build', false), step('pack')], [step('lint')]]
    const done = await runChains(chains, ({ name }) => void told.push(`${name} ends`))
    assert.deepEqual(done.map(({ name, ok }) => `${name} ${ok}`).toSorted(), [
      'build false',
      'lint true',
      'pack true',
    ])
    assert.ok(told.indexOf('build ends') < told.indexOf('pack starts'))
  })
})
