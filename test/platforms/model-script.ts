import { createHash } from 'node:crypto'
import type { createModelServer } from '../../src/testing/index.ts'

type Script = Parameters<typeof createModelServer>[0]['script']

/** What the model says to platforms/apps/portable.mjs. */
export const script: Script = [
  { calls: ['Lima', 'Oslo'].map((id) => ({ name: 'weather', input: { id } })) },
  { calls: [{ name: 'weather', input: { id: 'Bern' } }] },
  { text: 'It is 9 in Bern.' },
]

const nameOfLong = createHash('sha256')
  .update('x'.repeat(100_000), 'utf16le')
  .digest('hex')
  .slice(0, 12)

/** What comes of it. Where nothing tells that a turn is inside a call, that waits for what the call holds until its deadline. */
export const portableFacts = (canNest: boolean): object => ({
  keys: ['ok,ok,ok,ok', 'c0 starts,c1 starts,c0 ends,c1 ends,c2 starts,c2 ends,c3 starts,c3 ends'],
  answered: ['9 in Lima', '9 in Oslo'],
  run: ['answered', 'It is 9 in Bern.'],
  guarded: 6,
  framework: 42,
  nested: canNest ? 'ok' : 'skipped',
  long: `r_${nameOfLong}`,
})
