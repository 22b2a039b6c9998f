import type { Mutant } from './mutant.ts'

const limiter = 'src/limit/limiter.ts'
const loans = 'src/limit/loans.ts'

/** Broken limits: who may start. */
export const limitMutants: readonly Mutant[] = [
  {
    name: 'slots are not counted',
    guarantee: 'G3',
    file: limiter,
    find: 'if (!this.#slots.ready()) return undefined',
    replace: '',
  },
  {
    name: 'a permit is given back twice',
    guarantee: 'G3',
    file: limiter,
    find: 'if (loan === undefined) this.#slots.give(outcome, runMs)',
    replace: `if (loan === undefined) {
      this.#slots.give(outcome, runMs)
      this.#slots.give(outcome, runMs)
    }`,
  },
  {
    name: 'a borrowed slot goes to the pool',
    guarantee: 'G3',
    file: limiter,
    find: 'else this.#loans.giveBack(loan)',
    replace: 'else this.#slots.give(outcome, runMs)',
  },
  {
    name: 'a lender that ends takes the slot from its borrower',
    guarantee: 'G3',
    file: limiter,
    find: 'if (!lent.free) return',
    replace: '',
  },
  {
    name: 'a loan that has ended is used again',
    guarantee: 'G3',
    file: limiter,
    find: 'while (loan?.revoked) loan = loan.source',
    replace: '',
  },
  {
    name: 'a lent slot serves any number',
    guarantee: 'G3',
    file: loans,
    find: `        shares.add(share)
        loan.free = false
        this.#idle.delete(loan)`,
    replace: 'shares.add(share)',
  },
  {
    name: 'a lent slot serves once',
    guarantee: 'G3',
    file: loans,
    find: 'if (this.#waiting.has(loan) || this.#guests.has(loan)) this.#idle.add(loan)',
    replace: '',
  },
  {
    name: 'a turn that was served stays in front',
    guarantee: 'G3',
    file: limiter,
    find: `        share.place = this.#places++
        for`,
    replace: '        for',
  },
  {
    name: 'last come, first served',
    guarantee: 'G3',
    file: 'src/limit/lane.ts',
    find: 'a.share.place < b.share.place',
    replace: 'a.share.place > b.share.place',
  },
  {
    name: 'whom a turn inside waits for gets no slot',
    guarantee: 'G3',
    file: loans,
    find: 'if (guest !== undefined) {',
    replace: 'if (guest === null) {',
  },
]
