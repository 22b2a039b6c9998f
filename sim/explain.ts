import { makeScene } from './batch/scene.ts'
import { explainCrash } from './crash/virtual/seed.ts'
import { makePlan } from './generate/plan.ts'
import type { Violation } from './monitor.ts'
import { planText } from './plan-text.ts'
import type { Plan } from './plan.ts'
import type { Failure } from './seeds.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'
import { Trace } from './trace.ts'

/** Of a trace, so many lines are shown. */
const lastLines = 25

/** All that helps with a failing seed: what is violated, the smallest plan that shows it, its last events, a command. */
export async function explain({ seed, violation }: Failure): Promise<string> {
  if (violation.guarantee === 'G7')
    return `${headline(seed, violation)}\n\n${await explainCrash(seed)}`
  if ((await simulate(makePlan(seed))).violation === undefined)
    return `${headline(seed, violation)}\n\nIts scene:\n${JSON.stringify(makeScene(seed), null, 1)}`
  const smallest = await shrink(makePlan(seed), violation)
  const { message, lines } = await trace(smallest)
  const shown = lines.slice(-lastLines)
  return [
    headline(seed, violation),
    `replay: node sim/run.ts --seed ${seed} --trace`,
    '',
    'The smallest plan that shows it:',
    indent(planText(smallest)),
    '',
    shown.length < lines.length ? `Its last ${shown.length} events:` : 'What happens in it:',
    indent(shown.join('\n')),
    `  ${message}`,
  ].join('\n')
}

/** Runs a plan and tells all that happens. */
export async function trace(plan: Plan): Promise<{ message: string; lines: readonly string[] }> {
  const log = new Trace()
  const { violation } = await simulate(plan, log)
  const message =
    violation === undefined ? 'nothing is violated' : `${violation.guarantee}: ${violation.message}`
  return { message, lines: log.lines }
}

function headline(seed: number, { guarantee, atMs, message }: Violation): string {
  return `seed ${seed}: ${guarantee} violated at ${atMs} ms: ${message}`
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
