import type { Simulation } from '../simulation.ts'
import { play } from './play.ts'
import { makeScene } from './scene.ts'

/** Turns with plans in them, said in pieces that are cut anywhere, cut off, cancelled, sent again. */
export const batch: Simulation = {
  name: 'batch',
  every: 3,

  async run(seed) {
    const scene = makeScene(seed)
    const calls = scene.turns.reduce((sum, turn) => sum + turn.calls.length, 0)
    return { violation: await play(scene), calls }
  },

  async explain(seed) {
    return `Its scene:\n${JSON.stringify(makeScene(seed), null, 1)}`
  },
}
