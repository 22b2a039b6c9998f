import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluate } from '../../../bench/nestful/evaluate.ts'
import { toPlan } from '../../../bench/nestful/plans.ts'
import { piecesOf } from '../../../bench/nestful/references.ts'

const call = (label: string, input: object = {}, name = 'look') => ({
  name,
  arguments: input,
  label,
})
const answer = (input: object) => ({ name: 'var_result', arguments: input })
const totals = (...plans: unknown[]) =>
  evaluate(plans.map((plan, at) => toPlan(plan, `line ${at + 1}`)))

describe('a plan of NESTFUL', () => {
  it('runs each step with what its references name, in as many waves as its longest chain has', async () => {
    const plan = {
      id: 'a',
      steps: [
        call('var1', { query: 'Rome' }),
        call('var2', { price: '$100-$200', words: '${not} a $reference' }),
        call('var3', {
          whole: '$var1$',
          field: '$var1.Exchange Rate$',
          deep: ['$var2.list[2].id$', { again: '$var2.list[0]$' }],
          text: '2 * $var1.Exchange Rate$ - $var2.list$',
        }),
        call('var4', { of: '$var3$' }),
        answer({ all: '$var4$', also: '$var1.other$' }),
      ],
    }
    assert.deepEqual(await totals(plan), {
      plans: 1,
      ok: 1,
      steps: 4,
      waves: 3,
      criticalPath: 3,
      requestsSaved: 3,
      invalid: [],
      badAnswers: [],
      wrong: [],
    })
  })

  it('may name a step before it stands, and a label again', async () => {
    const backwards = { id: 'b', steps: [call('x', { of: '$y.a$' }), call('y')] }
    const again = {
      id: 'c',
      steps: [call('x'), call('x', { of: '$x.a$' }), call('z', { of: '$x$' })],
    }
    const { ok, waves, criticalPath, invalid } = await totals(backwards, again, {
      id: 'd',
      steps: [],
    })
    assert.deepEqual([ok, waves, criticalPath, invalid], [3, 5, 5, []])
  })

  it('that cannot be run is named, with what is wrong, and is not ok', async () => {
    const { plans, ok, invalid } = await totals(
      { id: 'label', steps: [call('a', { of: '$b$' })] },
      { id: 'circle', steps: [call('a', { of: '$b$' }), call('b', { of: '$a.x$' })] },
      { id: 'itself', steps: [call('a', { of: '$a$' })] },
      { id: 'shape', steps: [{ name: 'look', arguments: 'none' }] },
      null,
      { steps: 'none' },
    )
    assert.deepEqual([plans, ok], [6, 0])
    assert.deepEqual(
      invalid.map(({ id, why }) => `${id}: ${why}`),
      [
        'label: No step has the label b.',
        'circle: Its steps need each other in a circle.',
        'itself: Its steps need each other in a circle.',
        'shape: Step 1 has no name, or no arguments.',
        'line 5: It has no list of steps.',
        'line 6: It has no list of steps.',
      ],
    )
  })

  it('whose answer alone names no step is run, and named', async () => {
    const { ok, invalid, badAnswers } = await totals({
      id: 'e',
      steps: [call('a'), answer({ of: '$b$' })],
    })
    assert.deepEqual([ok, invalid], [1, []])
    assert.deepEqual(badAnswers, [{ id: 'e', why: 'No step has the label b.' }])
  })

  it('whose values cannot be made is not ok', async () => {
    const steps = [call('a'), call('b', { field: '$a.x$', item: '$a[0]$' })]
    const { ok, wrong } = await totals({ id: 'f', steps })
    assert.deepEqual([ok, wrong.map(({ id }) => id)], [0, ['f']])
  })
})

describe('a reference of NESTFUL', () => {
  it('is told from prices and other dollars', () => {
    for (const text of ['$100-$200', 'US$', '$', '$5 and $6', '$USD and $EUR', '$a.b.$'])
      assert.deepEqual(piecesOf(text), [text], text)
    assert.deepEqual(piecesOf('$a.b c[1].d$'), [{ label: 'a', path: ['b c', 1, 'd'] }])
    assert.deepEqual(piecesOf('x $a$$b$'), [
      'x ',
      { label: 'a', path: [] },
      { label: 'b', path: [] },
    ])
  })
})
