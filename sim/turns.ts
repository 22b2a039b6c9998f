import { ends } from './invariants/ends.ts'
import { leaks } from './invariants/leaks.ts'
import { trace } from './trace-plan.ts'
import { makePlan } from './generate/plan.ts'
import { planText } from './plan-text.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'
import type { Simulation } from './simulation.ts'
import type { Circumstances } from './world/world.ts'

/** Of a trace, so many lines are shown. */
const lastLines = 25

/** The main simulation: turns that come over time, with all that can happen to their calls. Its plans are shrunk. */
export const turns: Simulation = simulationOf('turns', 1, {})

/**
 * The same turns on a clock that does not stand still while the engine decides, as a real one does not. What must hold there
 * is what no moment is named in.
 */
export const restless: Simulation = simulationOf('restless', 5, {
  stepMs: 0.1,
  holds: [ends, leaks],
})

function simulationOf(name: string, every: number, circumstances: Circumstances): Simulation {
  return {
    name,
    every,
    run: (seed) => simulate(makePlan(seed), circumstances),

    async explain(seed, violation) {
      const smallest = await shrink(makePlan(seed), violation, {
        run: async (plan) => (await simulate(plan, circumstances)).violation,
      })
      const { message, lines } = await trace(smallest, circumstances)
      const shown = lines.slice(-lastLines)
      return [
        'The smallest plan that shows it:',
        indent(planText(smallest)),
        '',
        shown.length < lines.length ? `Its last ${shown.length} events:` : 'What happens in it:',
        indent(shown.join('\n')),
        `  ${message}`,
      ].join('\n')
    },
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
