import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { onAbort } from '../../src/util/on-abort.ts'
import { stillKept } from '../support/garbage.ts'

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

describe('what is to be called when a signal fires', () => {
  it('is called once, each that was given, or at once if it has fired', () => {
    const abort = new AbortController()
    const called: string[] = []
    const note = (): void => void called.push('same')
    for (let time = 0; time < 2; time += 1) onAbort(abort.signal, note)
    onAbort(abort.signal, () => called.push('other'))
    assert.equal(listeners(abort.signal), 1)
    abort.abort()
    assert.deepEqual(called, ['same', 'same', 'other'])
    onAbort(abort.signal, note)()
    assert.equal(called.length, 4)
    assert.equal(listeners(abort.signal), 0)
  })

  it('leaves no listener once all is taken back, and may come anew', () => {
    const abort = new AbortController()
    const called: string[] = []
    for (const round of ['first', 'second']) {
      const takeBack = ['a', 'b'].map((name) =>
        onAbort(abort.signal, () => called.push(`${round} ${name}`)),
      )
      takeBack[0]?.()
      takeBack[0]?.()
      assert.equal(listeners(abort.signal), 1)
      takeBack[1]?.()
      assert.equal(listeners(abort.signal), 0)
    }
    const keep = onAbort(abort.signal, () => called.push('third'))
    abort.abort()
    keep()
    assert.deepEqual(called, ['third'])
  })

  it('is kept by the signal neither when it is taken back nor when it was called', async () => {
    const aborts = [new AbortController(), new AbortController()]
    const refs = aborts.map(({ signal }) => {
      const run = (): void => {}
      onAbort(signal, () => {})
      const takeBack = onAbort(signal, run)
      if (signal === aborts[0]?.signal) takeBack()
      return new WeakRef(run)
    })
    aborts[1]?.abort()
    assert.equal(await stillKept(refs), 0)
    assert.equal(aborts[0]?.signal.aborted, false)
  })
})
