import Anthropic from '@anthropic-ai/sdk'
import { createAgent } from '../../src/agent/agent.ts'
import type { Run } from '../../src/agent/contract.ts'
import { anthropic } from '../../src/anthropic.ts'
import { FanfoldError } from '../../src/call/errors/error.ts'
import type { Engine, SuspendOptions } from '../../src/turn/contract.ts'
import type { CrashPlan } from './plan.ts'

export interface RunUnderWay {
  readonly result: Run<unknown>['result']
  suspend(options: SuspendOptions): void
}

/** Goes on with the run of a round; the first process, or the one after it if that died early, begins it. */
export async function goOn(
  engine: Engine,
  modelUrl: string,
  how: CrashPlan['goOn'],
): Promise<RunUnderWay> {
  const client = new Anthropic({ apiKey: 'k', baseURL: modelUrl, maxRetries: 0 })
  const model = anthropic.model(client, { model: 'm', max_tokens: 1_000 })
  const agent = createAgent({ engine, model })
  const begin = (): Run<unknown> => agent.run('Go.', { id: 'r' }) as Run<unknown>
  if (how === 'run') return begin()
  if (how === 'resumeAll')
    return ((await agent.resumeAll())[0] as Run<unknown> | undefined) ?? begin()
  let run = agent.resume('r') as Run<unknown>
  let options: SuspendOptions | undefined
  const result = run.result.catch((error: unknown) => {
    if (!FanfoldError.is(error) || error.code !== 'unknown_run') throw error
    run = begin()
    if (options !== undefined) run.suspend(options)
    return run.result
  })
  return {
    result,
    suspend: (asked) => {
      options = asked
      run.suspend(asked)
    },
  }
}
