import type { Mutant } from './mutant.ts'

const attempt = 'src/attempt/attempt.ts'
const dispatcher = 'src/turn/dispatcher.ts'
const retries = 'src/turn/retries.ts'

/** Broken attempts: when one ends, and whether another follows. */
export const attemptMutants: readonly Mutant[] = [
  {
    name: 'a late result is accepted',
    guarantee: 'G8',
    file: attempt,
    find: '    if (this.#ended) return\n    this.#ended = true',
    replace: '    this.#ended = true',
  },
  {
    name: 'a grace timer leaks',
    guarantee: 'G8',
    file: attempt,
    find: '    this.#ended = true\n    this.#clearTimer()',
    replace: '    this.#ended = true',
  },
  {
    name: 'there is no time-out',
    guarantee: 'G4',
    file: attempt,
    find: 'if (timeoutMs < Infinity && !this.#ended',
    replace: 'if (timeoutMs < 0 && !this.#ended',
  },
  {
    name: 'the grace has no end',
    guarantee: 'G4',
    file: attempt,
    find: "this.#end({ kind: 'stopped', cause: this.#cause })\n  }",
    replace: '{}\n  }',
  },
  {
    name: 'the last cause wins',
    guarantee: 'G1',
    file: attempt,
    find: 'if (this.#ended || this.#cause !== undefined) return',
    replace: 'if (this.#ended) return',
  },
  {
    name: 'a stopped tool fails',
    guarantee: 'G1',
    file: attempt,
    find: "const stopped = this.#cause !== undefined && end.kind === 'threw'",
    replace: "const stopped = this.#cause === undefined && end.kind === 'stopped'",
  },
  {
    name: 'progress of an attempt that is over is told',
    guarantee: 'G8',
    file: attempt,
    find: 'if (!this.#ended) this.job.progress',
    replace: 'this.job.progress',
  },
  {
    name: 'writers get no grace',
    guarantee: 'G2',
    file: 'src/turn/trial.ts',
    find: '? graceMs : 0',
    replace: '? 0 : 0',
  },
  {
    name: 'a slot is held in back-off',
    guarantee: 'G3',
    file: dispatcher,
    find: 'this.#limiter.finish(trial, outcome, runMs)',
    replace: `const finish = () => (this.#limiter.finish(trial, outcome, runMs), this.#flush())
    if (outcome === 'dropped') clock.setTimer(finish, 100, undefined)
    else this.#limiter.finish(trial, outcome, runMs)`,
  },
  {
    name: 'a slot is lost on time-out',
    guarantee: 'G3',
    file: dispatcher,
    find: 'this.#limiter.finish(trial, outcome, runMs)',
    replace: "if (end.kind !== 'stopped') this.#limiter.finish(trial, outcome, runMs)",
  },
  {
    name: 'a turn inside a call gets no loan',
    guarantee: 'G3',
    file: dispatcher,
    find: 'if (outer.attempt === undefined) return undefined',
    replace: 'if (outer !== null) return undefined',
  },
  {
    name: 'a write is tried again that may have taken effect',
    guarantee: 'G1',
    file: 'src/call/effects.ts',
    find: 'return readsOnly(tool) || tool.idempotent === true || nothingDone',
    replace: 'return true',
  },
  {
    name: 'one retry too many',
    guarantee: 'G1',
    file: retries,
    find: 'entry.rounds > (tool.retries ?? retries)',
    replace: 'entry.rounds > (tool.retries ?? retries) + 1',
  },
  {
    name: 'what was cancelled is tried again',
    guarantee: 'G6',
    file: retries,
    find: ' || entry.stopped',
    replace: '',
  },
  {
    name: 'a retry begins after the deadline',
    guarantee: 'G4',
    file: retries,
    find: 'delayMs >= entry.turn.remainingMs()',
    replace: 'delayMs >= Infinity',
  },
  {
    name: 'Retry-After is ignored',
    guarantee: 'G1',
    file: retries,
    find: 'clock.random(), retryAfterMs)',
    replace: 'clock.random())',
  },
  {
    name: 'keys are dropped between attempts',
    guarantee: 'G2',
    file: dispatcher,
    find: "entry.stage = 'backing-off'",
    replace:
      "entry.stage = 'backing-off'\n    for (const { table, claim } of entry.claims ?? []) table.release(claim)",
  },
  {
    name: 'a retry timer leaks',
    guarantee: 'G8',
    file: dispatcher,
    find: 'if (entry.timer !== undefined) this.#settings.clock.clearTimer(entry.timer)',
    replace: '',
  },
  {
    name: 'who is settled stays in line',
    guarantee: 'G6',
    file: dispatcher,
    find: 'if (trial.attempt === undefined) this.#limiter.remove(trial)',
    replace: 'void trial',
  },
  {
    name: 'the slower of two attempts is not stopped',
    guarantee: 'G3',
    file: dispatcher,
    find: 'attempt?.stop(outrun)',
    replace: 'void attempt',
  },
]
