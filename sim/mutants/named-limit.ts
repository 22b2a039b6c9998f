import type { Mutant } from './mutant.ts'

export const namedLimitMutants: readonly Mutant[] = [
  {
    name: 'starts are not spaced',
    guarantee: 'G3',
    file: 'src/limit/token-bucket.ts',
    find: 'return nowMs >= this.readyAtMs',
    replace: 'return true',
    by: 'turns',
  },
  {
    name: 'a Retry-After pauses nothing',
    guarantee: 'G3',
    file: 'src/limit/pause.ts',
    find: 'this.#untilMs = Math.max(this.#untilMs, untilMs)',
    replace: '',
    by: 'turns',
  },
  {
    name: 'a gate that opens by time wakes nobody',
    guarantee: 'G3',
    file: 'src/util/alarm.ts',
    find: 'if (atMs === undefined) return',
    replace: 'if (atMs !== null) return',
    by: 'turns',
  },
  {
    name: 'what opens between the look and the setting of the timer wakes nobody',
    guarantee: 'G1',
    file: 'src/limit/lane.ts',
    find: 'const atMs = gate.readyAtMs?.()',
    replace: 'const atMs = gate.ready() ? undefined : gate.readyAtMs?.()',
    by: 'restless',
  },
]
