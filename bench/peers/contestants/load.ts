import type { Contestant } from '../contest.ts'
import { contestants } from './all.ts'

/** Every contestant that can be loaded, in the order of the tables. Loads their libraries; not for a measuring process. */
export async function loadContestants(): Promise<readonly Contestant[]> {
  const loaded = await Promise.allSettled(Object.values(contestants).map((load) => load()))
  return loaded.flatMap((load) => (load.status === 'fulfilled' ? [load.value] : []))
}
