import type { Mutant } from './mutant.ts'

const run = 'src/turn/batch-run.ts'

/** Broken plans: what starts of a batch before its call does, and what becomes of it. */
export const batchMutants: readonly Mutant[] = [
  {
    name: 'a step starts early in spite of an earlier call of its turn',
    guarantee: 'G2',
    file: run,
    find: 'return place?.granted === true',
    replace: 'return true',
  },
  {
    name: 'a step that writes starts before commit',
    guarantee: 'G6',
    file: run,
    find: 'this.#inner.extend(steps.map(toCall))',
    replace: 'this.#inner.extend(steps.map(toCall))\n    this.#inner.committed = true',
  },
  {
    name: 'steps that start early take no place behind the calls that are there',
    guarantee: 'G2',
    file: 'src/turn/admission.ts',
    find: 'if (this.#nextClaim < this.#options.entries.length) {',
    replace: 'if (this.#nextClaim > this.#options.entries.length) {',
  },
  {
    name: 'the places of steps are never given back',
    guarantee: 'G1',
    file: run,
    find: 'for (const place of this.#places.values()) this.turn.admission.leave(place)',
    replace: '',
  },
  {
    name: 'a plan goes on though it turned out to be another',
    guarantee: 'G1',
    file: 'src/turn/admission.ts',
    find: 'if (entry.batch?.complete(entry) === false) {',
    replace: 'if (entry.batch?.complete(entry) === null) {',
  },
  {
    name: 'steps of a call that is still coming outlive their turn’s end',
    guarantee: 'G6',
    file: 'src/turn/turn-run.ts',
    find: 'this.scheduler.stopAll(this.ledger.entries, cause, () => this.#foresight?.drop(cause.message))',
    replace:
      'this.scheduler.stopAll(this.ledger.entries, cause)\n    this.#foresight?.drop(cause.message)',
  },
  {
    name: 'a batch that is told to stop goes on',
    guarantee: 'G4',
    file: run,
    find: 'this.#inner.stop(cause)',
    replace: '',
  },
]
