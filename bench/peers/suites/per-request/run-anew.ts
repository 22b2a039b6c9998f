import { setImmediate } from 'node:timers/promises'
import type { ZodType } from 'zod'
import type { BenchTool, Contestant, RunRequest } from '../../contest.ts'
import { memoryModel } from '../../server/memory.ts'
import { lookupTool } from '../shared/bench-tool.ts'
import { expectRan } from '../shared/expect-ran.ts'
import { checkAnswers } from './check-answers.ts'
import type { Setting } from './parts.ts'

/** What one run took, in milliseconds. */
export interface Took {
  /** From the response in memory to the next request. */
  readonly phaseMs: number
  /** From making the client, the tools and the agent to the next request. */
  readonly allMs: number
}

export type RunAnew = (options?: { readonly check?: boolean }) => Promise<Took>

/** Runs of one turn of `count` calls that share nothing with each other but the loaded code. */
export async function prepareRuns(
  contestant: Contestant,
  { wire, way, schema }: Setting,
  count: number,
  more: () => Partial<RunRequest> = () => ({}),
): Promise<RunAnew> {
  const stream = way === 'stream'
  const model = await memoryModel(wire, stream, count)
  const zodSchema = schema.startsWith('zod') ? await zodSchemas() : undefined
  let ran = 0
  const note = (): void => {
    ran += 1
  }
  return async ({ check = false } = {}) => {
    // As between the requests of a server: what is left of the last run has its time.
    await setImmediate()
    ran = 0
    const beganMs = performance.now()
    const run = await contestant.prepare({
      api: wire,
      url: 'http://127.0.0.1:9',
      fetch: model.fetch,
      tools: [noop(schema.endsWith('keyed'), zodSchema?.(), note)],
      prompt: 'Look the records up.',
      maxTurns: 3,
      stream,
      usualCap: true,
      ...more(),
    })
    const { text, ended } = await run()
    if (text !== 'Done.' || ended !== undefined)
      throw new Error(`Expected the answer, got ${JSON.stringify(text)} (${String(ended)}).`)
    expectRan(ran, count)
    if (check) checkAnswers(wire, model.answered(), count)
    const askedAgainMs = model.askedAgainAtMs()
    return { phaseMs: askedAgainMs - model.handedOverAtMs(), allMs: askedAgainMs - beganMs }
  }
}

/** Loaded only where it is used. */
async function zodSchemas(): Promise<() => ZodType> {
  const { z } = await import('zod')
  return () => z.object({ n: z.int().describe('The number of the record.') })
}

function noop(isKeyed: boolean, zodSchema: ZodType | undefined, onRun: () => void): BenchTool {
  const tool = lookupTool('noop', ({ n }) => {
    onRun()
    return String(n)
  })
  return {
    ...tool,
    ...(!isKeyed && { reads: () => [] }),
    ...(zodSchema && { zodSchema }),
  }
}
