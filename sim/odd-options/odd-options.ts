import { smallSimulation } from '../small/small.ts'
import { makeOddOptionsPlan } from './plan.ts'
import { OddOptionsWorld } from './world.ts'

/** Options at the edge of what they may be work, those beyond it are refused, and the engine goes on. */
export const oddOptions = smallSimulation({
  name: 'odd-options',
  every: 20,
  make: makeOddOptionsPlan,
  calls: ({ calls }) => calls.length,

  async play(plan) {
    const world = new OddOptionsWorld(plan)
    await world.run()
    if (plan.pokes.length === 0 || world.stage.violation !== undefined) return world.stage
    // What is refused has changed nothing.
    const calm = new OddOptionsWorld({ ...plan, pokes: [] })
    await calm.run()
    if (calm.statuses !== world.statuses)
      world.stage.fail('G5', `with what was refused: ${world.statuses}; without: ${calm.statuses}`)
    return world.stage
  },
})
