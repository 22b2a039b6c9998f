import { smallSimulation } from '../small/small.ts'
import { makeOddOptionsPlan } from './plan.ts'
import { OddOptionsWorld } from './world.ts'

/** Options at the edge of what they may be work, those beyond it are refused, and the engine goes on. */
export const oddOptions = smallSimulation({
  name: 'odd-options',
  every: 20,
  make: makeOddOptionsPlan,
  calls: ({ calls }) => calls.length,
  world: (plan) => new OddOptionsWorld(plan),

  /** What is refused has changed nothing. */
  async compare(plan, { statuses }) {
    const calm = new OddOptionsWorld({ ...plan, pokes: [] })
    await calm.run()
    if (calm.statuses === statuses) return undefined
    return `with what was refused: ${statuses}; without: ${calm.statuses}`
  },
})
