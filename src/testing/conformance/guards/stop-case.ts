import { nextTurn } from '../../../util/clock.ts'
import type { GuardCase } from './case.ts'
import { conversation, engineFor, runWithin, wordsOf } from './conversation.ts'

/** The user presses stop while one call has ended, one listens to the signal and one is deaf. Then the talk goes on. */
export const stop: GuardCase = {
  name: 'stopped, then gone on with',
  async run(driver, isGuarded) {
    const names = ['quick', 'listens', 'deaf']
    const model = await conversation(names.map((name, n) => ({ name, input: { n } })))
    const user = new AbortController()
    let begun = 0
    const press = async (): Promise<void> => {
      // Until the first has ended.
      for (let turns = 0; turns < 3; turns += 1) await nextTurn()
      user.abort(new Error('The user pressed stop.'))
    }
    const begin = (): void => {
      begun += 1
      if (begun === 3) void press()
    }
    const ended = await runWithin(
      driver,
      {
        baseUrl: model.baseUrl,
        prompt: 'Go.',
        tools: [
          {
            name: 'quick',
            execute: () => {
              begin()
              return 'result 0'
            },
          },
          {
            name: 'listens',
            execute: (_input, { signal }) => {
              begin()
              return new Promise((_resolve, reject) => {
                signal?.addEventListener('abort', () => reject(signal.reason as Error))
              })
            },
          },
          {
            name: 'deaf',
            execute: () => {
              begin()
              return new Promise(() => {})
            },
          },
        ],
        signal: user.signal,
        engine: engineFor(isGuarded),
        rules: {},
      },
      isGuarded ? 60_000 : 3_000,
    )
    const before = model.faults().length
    const asked = model.requests()
    let next = ended.hung ? 'hangs' : 'nothing to go on with'
    if (ended.goOn !== undefined) {
      try {
        await ended.goOn()
        next = model.faults().length === before ? 'next request valid' : 'next request invalid'
      } catch {
        next = 'next request invalid'
      }
    }
    const told = model.told()
    await model.close()
    const isKept = told.some((text) => text.includes('result 0'))
    const goesOn = asked > 1 ? ', asks the model again' : ''
    return {
      said: ended.hung
        ? 'hangs'
        : `${wordsOf(ended)}, ${next}, what had ended is ${isKept ? 'kept' : 'lost'}${goesOn}`,
      ok: isKept && told.length === 3 && next === 'next request valid' && asked === 1,
    }
  },
}
