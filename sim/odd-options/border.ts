import { UsageError } from '../../src/call/errors/error.ts'
import { describeError } from '../describe-error.ts'
import type { Stage } from '../small/stage.ts'
import type { Picks } from './plan.ts'
import { valueOf } from './values.ts'

/** Makes options of what was picked. */
export function optionsOf(picks: Picks): Record<string, unknown> {
  return Object.fromEntries(Object.entries(picks).map(([name, pick]) => [name, valueOf(pick)]))
}

/** Those that may be so. */
export function rightOnes(picks: Picks): Picks {
  return Object.fromEntries(Object.entries(picks).filter(([, { wrong }]) => !wrong))
}

/**
 * Makes something with options: if one of them is wrong it has to be refused by its name, and is made without the wrong ones.
 */
export function atBorder<T>(stage: Stage, owner: string, picks: Picks, make: (o: object) => T): T {
  const wrong = Object.keys(picks).filter((name) => picks[name]?.wrong)
  try {
    const made = make(optionsOf(picks))
    if (wrong.length > 0) stage.fail('G1', `${owner} takes ${wrong.join()}, which is wrong`)
    return made
  } catch (error) {
    const names =
      error instanceof UsageError ? wrong.filter((it) => error.message.includes(it)) : []
    if (names.length === 0)
      stage.fail(
        'G1',
        `${owner}, of which ${wrong.join() || 'none'} is wrong: ${describeError(error)}`,
      )
    return make(optionsOf(rightOnes(picks)))
  }
}

/** Asks for something that is to be refused. */
export async function expectRefusal(stage: Stage, what: string, ask: () => unknown): Promise<void> {
  try {
    await ask()
    stage.fail('G1', `${what} is not refused`)
  } catch (error) {
    if (!(error instanceof UsageError))
      stage.fail('G1', `${what} is not refused as wrong: ${describeError(error)}`)
  }
}
