import type { Mutant } from './mutant.ts'

export const openMutants: readonly Mutant[] = [
  {
    name: 'what was withdrawn is tried again',
    guarantee: 'G1',
    file: 'src/turn/run/outcome.ts',
    find: 'return withdrawalOf(end.error) === undefined ? classify(end.error, clock.epochMs()) : final',
    replace: 'return classify(end.error, clock.epochMs())',
    by: 'open',
  },
  {
    name: 'a read that was withdrawn is kept as ended',
    guarantee: 'G7',
    file: 'src/turn/journal-records.ts',
    find: 'return !journaled && outcome !== undefined && !isWithdrawn(outcome)',
    replace: 'return !journaled && outcome !== undefined',
    by: 'open',
  },
  {
    name: "a caller's body runs where its turn was made",
    guarantee: 'G1',
    file: 'src/turn/turn.ts',
    find: 'call.body = { run, scope: new Scope() }',
    replace: 'call.body = { run, scope: this.scope }',
    by: 'open',
  },
  {
    name: 'other tools get limits and keys of their own',
    guarantee: 'G3',
    file: 'src/turn/engine.ts',
    find: 'with: (others) => engineOf(life, settings,',
    replace: 'with: (others) => engineOf(new Life(settings), settings,',
    by: 'open',
  },
]
