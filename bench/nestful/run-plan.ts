import { isDeepStrictEqual } from 'node:util'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { formatPath } from '../../src/plan/references/reference-syntax.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep } from '../../src/util/clock.ts'
import type { NestedPlan, Step } from './plans.ts'
import { mapTexts, piecesOf } from './references.ts'
import { inputOf, valuesOf } from './values.ts'

/** How long each call takes, in milliseconds of a virtual clock. */
const unitMs = 1_000

/** How a plan went. */
export interface PlanRun {
  /** What was wrong first; undefined if every step ran once, with what its references name. */
  readonly wrong: string | undefined
  /** How many moments there were at which steps started. */
  readonly waves: number
  /** How long it took, in units of one call. */
  readonly wall: number
}

/** Runs a plan as one call of `batch`, whose calls all take the same time. */
export async function runPlan(plan: NestedPlan): Promise<PlanRun> {
  const clock = virtualClock()
  const values = valuesOf(plan)
  const starts: number[] = []
  const ran = new Map<number, unknown>()
  let twice: string | undefined
  const run = async (input: unknown, callId: string): Promise<unknown> => {
    const at = Number(callId.slice(1))
    if (ran.has(at)) twice = `Step ${at + 1} ran twice.`
    ran.set(at, input)
    starts.push(clock.now())
    await sleep(clock, unitMs)
    return values[at]
  }
  const names = [...new Set(plan.steps.map(({ name }) => name))]
  const tools = names.map(
    (name) =>
      tool({
        name: toolName(name),
        reads: [],
        execute: (input: unknown, { callId }) => run(input, callId),
      }) as AnyTool,
  )
  const limits = { concurrency: Infinity, timeoutMs: Infinity, maxTurnResultChars: Infinity }
  const engine = createEngine({ clock, tools, batch: true, ...limits })
  const input = { steps: plan.steps.map(toBatchStep) }
  await clock.run(engine.execute([{ id: 'plan', name: 'batch', input }]))
  return {
    wrong: twice ?? firstWrong(plan, values, ran),
    waves: new Set(starts).size,
    wall: clock.now() / unitMs,
  }
}

function firstWrong(
  { steps }: NestedPlan,
  values: readonly unknown[],
  ran: ReadonlyMap<number, unknown>,
): string | undefined {
  for (const [at, step] of steps.entries()) {
    if (!ran.has(at)) return `Step ${at + 1} did not run.`
    if (!isDeepStrictEqual(ran.get(at), inputOf(step, values)))
      return `Step ${at + 1} ran with ${JSON.stringify(ran.get(at))}.`
  }
  return undefined
}

/** No name of the engine's own tools. */
function toolName(name: string): string {
  return `do_${name}`
}

/** A step as `batch` takes it: with its references in our spelling, and all else to the letter. */
function toBatchStep(step: Step, at: number): object {
  const input = mapTexts(step.arguments, (text) =>
    piecesOf(text)
      .map((piece) => {
        if (typeof piece === 'string') return piece.replaceAll('${', () => '$${')
        const path = formatPath(piece.path)
        const dot = path === '' || path.startsWith('[') ? '' : '.'
        return `\${s${step.needs.get(piece.label)}${dot}${path}}`
      })
      .join(''),
  )
  return { id: `s${at}`, tool: toolName(step.name), input }
}
