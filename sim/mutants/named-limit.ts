import type { Mutant } from './mutant.ts'

const permits = 'src/limit/permits.ts'

/** Broken named limits: what tools share. */
export const namedLimitMutants: readonly Mutant[] = [
  {
    name: 'a named limit is not counted',
    guarantee: 'G3',
    file: permits,
    find: 'for (const gate of waiter.lane.gates) gate.take()',
    replace: '',
  },
  {
    name: 'a permit is never given back',
    guarantee: 'G3',
    file: permits,
    find: 'if (source === undefined) gate.give(outcome, runMs)',
    replace: '',
  },
  {
    name: 'a permit is not lent to the calls inside',
    guarantee: 'G3',
    file: permits,
    find: 'if (!gate.held) return undefined',
    replace: 'if (gate !== null) return undefined',
  },
  {
    name: 'a permit is lent to any number',
    guarantee: 'G3',
    file: permits,
    find: 'loan.permits.set(gate, borrower)',
    replace: '',
  },
  {
    name: 'starts are not spaced',
    guarantee: 'G3',
    file: 'src/limit/token-bucket.ts',
    find: 'return nowMs >= this.readyAtMs',
    replace: 'return true',
  },
  {
    name: 'a Retry-After pauses nothing',
    guarantee: 'G3',
    file: 'src/limit/pause.ts',
    find: 'this.#untilMs = Math.max(this.#untilMs, untilMs)',
    replace: '',
  },
  {
    name: 'a gate that opens by time wakes nobody',
    guarantee: 'G3',
    file: 'src/util/alarm.ts',
    find: 'if (atMs === undefined) return',
    replace: 'if (atMs !== null) return',
  },
]
