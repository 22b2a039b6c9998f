import type { World } from './world.ts'

/** After a run every slot and every key is free: a fresh turn can use all of them at once (G8). */
export async function probe({ engine, clock, history, monitor }: World): Promise<void> {
  const { concurrency } = history.engine
  // Of the probe itself nothing is checked.
  clock.onMove = () => {}
  const calls = Array.from({ length: concurrency }, (_, index) => ({
    id: `probe${index}`,
    name: index === 0 ? 'probe-all' : 'probe',
    input: {},
  }))
  void engine.execute(calls, { id: 'probe' })
  if (history.probesStarted < concurrency)
    monitor.fail(
      'G8',
      `of ${concurrency} slots and all keys a fresh turn gets ${history.probesStarted}`,
    )
  await clock.runUntilIdle()
}
