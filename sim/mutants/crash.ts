import type { Mutant } from './mutant.ts'

const dispatcher = 'src/turn/dispatcher.ts'
const journaling = 'src/turn/journaling.ts'
const restore = 'src/turn/restore.ts'

/** Broken durability: what is kept, when, and what is made of it after a crash. */
export const crashMutants: readonly Mutant[] = [
  {
    name: 'a result is told before it is kept',
    guarantee: 'G7',
    file: 'src/turn/scheduler.ts',
    find: 'if (kept === undefined) this.#tell(entry)',
    replace: 'if (kept !== null) this.#tell(entry)',
  },
  {
    name: 'a call starts before that is kept',
    guarantee: 'G7',
    file: dispatcher,
    find: 'if (kept === undefined) this.#begin(',
    replace: 'if (kept !== null) this.#begin(',
  },
  {
    name: 'a start is not kept',
    guarantee: 'G7',
    file: journaling,
    find: 'if (entry.journaled || readsOnly(entry.tool as AnyTool)) return undefined',
    replace: 'if (entry !== null) return undefined',
  },
  {
    name: 'a retry has another idempotency key',
    guarantee: 'G7',
    file: 'src/turn/trial.ts',
    find: 'return `${this.turnId}:${this.entry.key}`',
    replace: "return `${this.turnId}:${this.entry.key}${this.number > 1 ? '!' : ''}`",
  },
  {
    name: 'a call that runs again has another idempotency key',
    guarantee: 'G7',
    file: 'src/turn/trial.ts',
    find: 'return `${this.turnId}:${this.entry.key}`',
    replace: "return `${this.turnId}:${this.entry.key}${this.entry.past ? '!' : ''}`",
  },
  {
    name: 'a settled call runs again',
    guarantee: 'G7',
    file: restore,
    find: 'if (past.result !== undefined) return',
    replace: 'if (past.result === null) return',
  },
  {
    name: 'a started write runs again',
    guarantee: 'G7',
    file: restore,
    find: '(repeatable(tool) || readsOnly(tool))',
    replace: 'tool.name.length > 0',
  },
  {
    name: 'a started idempotent write is given up',
    guarantee: 'G7',
    file: restore,
    find: '(repeatable(tool) || readsOnly(tool))',
    replace: 'readsOnly(tool)',
  },
  {
    name: 'what was read before a write is not kept',
    guarantee: 'G7',
    file: journaling,
    find: 'this.#keepReadsBefore(entry)\n',
    replace: '\n',
  },
  {
    name: 'what was read outside a plan is not kept before its steps write',
    guarantee: 'G7',
    file: journaling,
    find: 'while (around.host !== undefined)',
    replace: 'while (around === null)',
  },
  {
    name: 'a call that was given up starts after a crash',
    guarantee: 'G7',
    file: journaling,
    find: 'if (isGivenUp(entry)) entry.journaled = true',
    replace: '',
  },
  {
    name: 'a result is told that shows one which is not kept yet',
    guarantee: 'G7',
    file: journaling,
    find: 'return this.#keepNeeds(entry)\n',
    replace: 'return undefined\n',
  },
  {
    name: 'a kept result is unknown to the calls that need it',
    guarantee: 'G7',
    file: restore,
    find: "if (past.kind !== 'run') this.#turn.admission.note(entry)",
    replace: '',
  },
  {
    name: 'a lease that was lost is taken for held',
    guarantee: 'G7',
    file: 'src/turn/leases.ts',
    find: "held.lost.addEventListener('abort', () => this.#onLost(entry, lease), { once: true })",
    replace: '',
  },
]
