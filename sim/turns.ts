import { trace } from './trace-plan.ts'
import { makePlan } from './generate/plan.ts'
import { planText } from './plan-text.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'
import type { Simulation } from './simulation.ts'

/** Of a trace, so many lines are shown. */
const lastLines = 25

/** The main simulation: turns that come over time, with all that can happen to their calls. Its plans are shrunk. */
export const turns: Simulation = {
  name: 'turns',
  every: 1,
  run: (seed) => simulate(makePlan(seed)),

  async explain(seed, violation) {
    const smallest = await shrink(makePlan(seed), violation, {
      run: async (plan) => (await simulate(plan)).violation,
    })
    const { message, lines } = await trace(smallest)
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

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
