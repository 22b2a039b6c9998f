import type { Suite } from '../contest.ts'

type Load = () => Promise<Suite>

/** Every test, in the order of the report. */
export const suites: Readonly<Record<string, Load>> = {
  'per-request': async () => (await import('./per-request.ts')).perRequest,
  cold: async () => (await import('./cold.ts')).cold,
  guarded: async () => (await import('./guarded.ts')).guarded,
  lookup: async () => (await import('./lookup.ts')).lookup,
  eager: async () => (await import('./eager.ts')).eager,
  run: async () => (await import('./run.ts')).run,
  overhead: async () => (await import('./overhead.ts')).overhead,
  concurrency: async () => (await import('./concurrency.ts')).concurrency,
  tail: async () => (await import('./tail.ts')).tail,
  faults: async () => (await import('./faults.ts')).faults,
  safety: async () => (await import('./safety.ts')).safety,
  footprint: async () => (await import('./footprint.ts')).footprint,
  growth: async () => (await import('./growth.ts')).growth,
}
