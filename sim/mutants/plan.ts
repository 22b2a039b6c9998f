import type { Mutant } from './mutant.ts'

const node = 'src/keys/key-node.ts'
const table = 'src/keys/key-table.ts'
const key = 'src/keys/key.ts'
const modes = 'src/keys/lock-mode.ts'

/** Broken conflicts: what must wait for what. */
export const planMutants: readonly Mutant[] = [
  {
    name: 'keys are not hierarchical',
    guarantee: 'G2',
    file: table,
    find: 'node.arrive(claim, intention)',
    replace: '',
  },
  {
    name: 'writers do not wait for readers',
    guarantee: 'G2',
    file: modes,
    find: '[IS, IX, S, SIX, X],',
    replace: '[IX, SIX, X],',
  },
  {
    name: 'readers do not wait for writers',
    guarantee: 'G2',
    file: modes,
    find: '[IX, SIX, X],\n  [IX, S',
    replace: '[],\n  [IX, S',
  },
  {
    name: 'writers of one key run side by side',
    guarantee: 'G2',
    file: modes,
    find: '[IS, IX, S, SIX, X],',
    replace: '[IS, IX, S, SIX],',
  },
  {
    name: 'whoever reads and writes below only writes',
    guarantee: 'G2',
    file: modes,
    find: 'return SIX',
    replace: 'return IX',
  },
  {
    name: 'a release frees all who wait',
    guarantee: 'G2',
    file: node,
    find: 'while (lane.waiting !== undefined && lane.waiting.holder.place <= oldest) {',
    replace: 'while (lane.waiting !== undefined && oldest >= 0) {',
  },
  {
    name: 'a release frees nobody',
    guarantee: 'G2',
    file: node,
    find: 'if (wasOldest) for',
    replace: 'if (!wasOldest) for',
  },
  {
    name: 'a claim is granted when its first key is free',
    guarantee: 'G2',
    file: table,
    find: 'if (entry.node.enqueue(entry)) claim.waits += 1',
    replace: 'if (entry.node.enqueue(entry)) claim.waits = 1',
  },
  {
    name: 'a star in a key is an ordinary segment',
    guarantee: 'G2',
    file: key,
    find: "if (segment === '*') break",
    replace: '',
  },
  {
    name: 'a doubled slash makes another key',
    guarantee: 'G2',
    file: key,
    find: "if (segment !== '') kept.push(segment)",
    replace: 'kept.push(segment)',
  },
  {
    name: 'unknown effects are taken for none',
    guarantee: 'G2',
    file: 'src/call/effects.ts',
    find: "writes: ['*'],\n      fault",
    replace: 'writes: none,\n      fault',
  },
]
