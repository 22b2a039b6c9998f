import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stillKept } from '../support/garbage.ts'
import { guardEndings } from './ends/guards.ts'
import { keptEndings } from './ends/kept.ts'
import { nestedEndings } from './ends/nested.ts'
import { plainEndings } from './ends/plain.ts'
import { planEndings } from './ends/plans.ts'
import { waitEndings } from './ends/waits.ts'
import { play, type Seen } from './ends/world.ts'

const endings = [
  ...plainEndings,
  ...waitEndings,
  ...guardEndings,
  ...nestedEndings,
  ...planEndings,
  ...keptEndings,
]

describe('G8: however a call ends, nothing is kept of it', () => {
  const seen = new Map<string, Pick<Seen, 'engine' | 'refs'>>()

  for (const ending of endings)
    test(ending.name, async () => {
      const { ends, afterCalls, afterTurn, ...rest } = await play(ending)
      assert.equal(ends, ending.ends)
      assert.deepEqual(afterCalls, {}, 'its calls have ended')
      assert.deepEqual(afterTurn, {}, 'its turn has ended')
      seen.set(ending.name, rest)
    })

  test('its engine refers to no input and to no turn that is over', async () => {
    await stillKept([...seen.values()].flatMap(({ refs }) => refs))
    const kept = [...seen].filter(([, { refs }]) => refs.some((ref) => ref.deref() !== undefined))
    assert.deepEqual(
      kept.map(([name]) => name),
      [],
    )
  })
})
