import type { Cell, Contestant, Suite } from '../contest.ts'
import type { FaultCase } from './faults/case.ts'
import { faultCases } from './faults/cases.ts'
import { judge } from './faults/judge.ts'
import { runCase } from './faults/run-case.ts'
import { wayOf } from './faults/way.ts'

type Figures = Record<string, number | string | boolean | null>

async function figuresOf(contestant: Contestant, fault: FaultCase): Promise<Figures> {
  const { name, needs } = fault
  if (needs !== undefined && contestant.lacks.includes(needs))
    return { [`${name}.verdict`]: 'wrong: has no such option', [`${name}.ms`]: null }
  const way = wayOf(contestant, fault)
  if (way === undefined) return { [`${name}.verdict`]: 'cannot come', [`${name}.ms`]: null }
  const { verdict, ms, leaked } = judge(
    fault,
    await runCase(contestant, fault, way.api, way.stream),
  )
  return {
    [`${name}.verdict`]: verdict,
    [`${name}.ms`]: ms === undefined ? null : Math.round(ms),
    ...(leaked !== undefined && { [`${name}.leaked`]: leaked }),
  }
}

export const faults: Suite = {
  name: 'faults',
  title: 'Twenty-two faults',
  method:
    'A turn of three calls of which two are good and take 50 ms each, and the middle one, or the message, is bad. ' +
    'Each case is one run in a process of its own, which is killed after 4 s (after the usual time-out of a tool call and ' +
    '4 s, where nothing is set and the documentation names one). It is right if the next request is one ' +
    'that a strict provider accepts and holds one right result for each call, in call order, or if the run ends with ' +
    'every finished result in its caller’s hands; nothing may run that the model did not say to its end. The time is ' +
    'that from the end of the response (or the abort) to the next request (or the end of the run), on the server’s ' +
    'clock. Leaked: a secret in the error’s text stood in a later request. Streamed where a library streams, in ' +
    'the first of its wire formats. An option that a library lacks counts as wrong.',
  timeoutMs: 300_000,
  async measure(contestant): Promise<Cell> {
    const { usualToolTimeoutMs } = contestant
    const figures: Figures = {}
    // One that waits for a long time-out leaves the processor to the others.
    const long = faultCases.filter(
      ({ name }) => name === 'hang' && usualToolTimeoutMs !== undefined,
    )
    const waiting = Promise.all(long.map((fault) => figuresOf(contestant, fault)))
    for (const fault of faultCases)
      if (!long.includes(fault)) Object.assign(figures, await figuresOf(contestant, fault))
    Object.assign(figures, ...(await waiting))
    const entries = Object.entries(figures)
    figures['right'] = entries.filter(([, value]) => value === 'right').length
    figures['cases'] = faultCases.length
    figures['leaked'] = entries.filter(
      ([name, value]) => name.endsWith('.leaked') && value === true,
    ).length
    return { kind: 'measured', figures }
  },
}
