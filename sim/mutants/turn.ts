import type { Mutant } from './mutant.ts'

const scheduler = 'src/turn/scheduler.ts'
const turn = 'src/turn/turn-run.ts'

/** Broken turns: what may start, what stops, and what is told of it. */
export const turnMutants: readonly Mutant[] = [
  {
    name: 'everything starts before commit',
    guarantee: 'G6',
    file: scheduler,
    find: 'if (!entry.early && !turn.committed)',
    replace: 'if (turn === null)',
  },
  {
    name: 'an undeclared call starts before commit',
    guarantee: 'G6',
    file: 'src/call/effects.ts',
    find: 'return tool.reads !== undefined && (',
    replace: 'return (',
  },
  {
    name: 'a discarded turn goes on',
    guarantee: 'G6',
    file: turn,
    find: "this.#stop.stop({ kind: 'discarded', message: reason })",
    replace: `this.committed = true
    for (const entry of this.ledger.entries) this.scheduler.wake(entry)
    this.scheduler.flush()`,
  },
  {
    name: 'the deadline is ignored by who waits',
    guarantee: 'G4',
    file: scheduler,
    find: 'const { name } = entry.call\n',
    replace: "if (cause.kind === 'deadline') return\n    const { name } = entry.call\n",
  },
  {
    name: 'cancel-rest forgets those that wait',
    guarantee: 'G5',
    file: scheduler,
    find: 'const { name } = entry.call\n',
    replace: "if (cause.kind === 'sibling-failed') return\n    const { name } = entry.call\n",
  },
  {
    name: 'one failure cancels the rest always',
    guarantee: 'G5',
    file: turn,
    find: "this.#onFailure === 'cancel-rest' && (",
    replace: '(',
  },
  {
    name: 'cancelling one call cancels all',
    guarantee: 'G5',
    file: turn,
    find: '({ id }) => id === callId',
    replace: '() => true',
  },
  {
    name: 'a result goes under the wrong id',
    guarantee: 'G1',
    file: 'src/turn/result-of.ts',
    find: '    id,\n    name: call.name,\n    status: answer',
    replace: '    id: call.id,\n    name: call.name,\n    status: answer',
  },
  {
    name: 'results come in completion order',
    guarantee: 'G1',
    file: 'src/turn/ledger.ts',
    find: 'this.entries.map(({ result }) => result as ToolResult)',
    replace: `this.entries
      .map(({ result }) => result as ToolResult)
      .sort((a, b) => a.timing.settledMs - b.timing.settledMs)`,
  },
  {
    name: 'an abort listener leaks',
    guarantee: 'G8',
    file: 'src/turn/turn-stop.ts',
    find: 'this.#cleanups.push(stopOnSignal(signal, (cause) => this.stop(cause)))',
    replace: 'stopOnSignal(signal, (cause) => this.stop(cause))',
  },
  {
    name: 'a deadline timer leaks',
    guarantee: 'G8',
    file: 'src/turn/turn-stop.ts',
    find: 'this.#cleanups.push(() => this.#clock.clearTimer(timer))',
    replace: 'void timer',
  },
  {
    name: 'a turn outlives the call around it',
    guarantee: 'G4',
    file: turn,
    find: 'if (signal !== undefined) this.#stop.stopWith(signal)',
    replace: '',
  },
  {
    name: 'a turn that was stopped is never closed',
    guarantee: 'G4',
    file: turn,
    find: 'if (!this.#closed) this.#stop.after(this.scheduler.settings.graceMs, () => this.commit())',
    replace: '',
  },
  {
    name: 'an early result is taken over twice',
    guarantee: 'G6',
    file: 'src/turn/adoption.ts',
    find: 'values.shift()',
    replace: 'values[0]',
  },
]
