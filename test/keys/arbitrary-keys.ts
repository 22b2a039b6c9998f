import * as fc from 'fast-check'
import type { Touched } from './naive-table.ts'

/** Few and short keys, so that random calls meet; written in all the ways that mean the same. */
const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('*', '/', 'a/*', 'b/') },
  {
    weight: 8,
    arbitrary: fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
      .map((segments) => segments.join('/')),
  },
)

export const arbitraryEffects: fc.Arbitrary<Touched> = fc.record({
  reads: fc.array(key, { maxLength: 3 }),
  writes: fc.array(key, { maxLength: 2 }),
})
