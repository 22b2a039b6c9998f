import type { ToolCall } from '../call/call.ts'
import { UsageError } from '../call/error.ts'
import { show } from '../call/expect.ts'
import type { TurnReport } from '../call/report.ts'
import type { AnyTool } from '../call/tool.ts'
import { makeToolset, type Toolset } from '../call/toolset.ts'
import { batchTool } from './batch.ts'
import { makeTurnBudget } from './budget/turn-budget.ts'
import { explainPlan } from '../plan/explain.ts'
import { makePlan, type PlanOptions } from '../plan/make-plan.ts'
import type { Engine, EngineOptions, Explanation, TurnOptions } from './contract.ts'
import type { BatchKind, Host } from './host.ts'
import { makeIntake } from './intake.ts'
import { checkEngineOptions, checkTurnOptions } from './options.ts'
import { Scheduler } from './scheduler.ts'
import { TurnRun } from './turn-run.ts'

function expectTools(tools: unknown): readonly AnyTool[] {
  if (Array.isArray(tools)) return tools as readonly AnyTool[]
  throw new UsageError(`Expected \`tools\` to be an array of tools, got ${show(tools)}.`)
}

function expectCalls(calls: unknown): readonly ToolCall[] {
  if (Array.isArray(calls)) return calls as readonly ToolCall[]
  throw new UsageError(`Expected \`calls\` to be an array of tool calls, got ${show(calls)}.`)
}

/**
 * Makes an engine: tools, and one set of limits that all turns which run on it share.
 *
 * @throws {UsageError} if an option is not what its type says, two tools share a name, or a tool's JSON Schema is
 *   none.
 */
export function createEngine(options: EngineOptions): Engine {
  const settings = checkEngineOptions(options)
  const given = expectTools(options.tools)
  const budget = makeTurnBudget(options, given)
  const own = budget === undefined ? [] : [budget.tool]
  const batch = options.batch === true ? batchTool(() => tools) : undefined
  if (batch !== undefined) own.push(batch)
  const tools: Toolset = makeToolset([...given, ...own])
  for (const { name, runsIn } of tools)
    if (runsIn === 'queue' && settings.queue === undefined)
      throw new UsageError(
        `Expected \`queue\`, because tool "${name}" runs in one. Give the engine a place such as bullmq() makes.`,
      )
  for (const { name, needsApproval } of tools)
    if (needsApproval && settings.approve === undefined)
      throw new UsageError(
        `Expected \`approve\`, because tool "${name}" needs approval. Give the engine a function that is asked.`,
      )
  const intake = makeIntake(tools)
  const kind: BatchKind | undefined = batch && { tool: batch, begin }
  const scheduler = new Scheduler(settings, tools, budget, kind)

  function begin(turnOptions: TurnOptions, host?: Host): TurnRun {
    return new TurnRun(scheduler, intake, turnOptions, host)
  }

  function turn(turnOptions: TurnOptions = {}): TurnRun {
    checkTurnOptions(turnOptions)
    return begin(turnOptions)
  }

  async function execute(
    calls: readonly ToolCall[],
    turnOptions?: TurnOptions,
  ): Promise<TurnReport> {
    const run = turn(turnOptions)
    run.commit(expectCalls(calls))
    return run.report
  }

  function explain(calls: readonly ToolCall[], planOptions?: PlanOptions): Explanation {
    const plan = makePlan(expectCalls(calls), tools, planOptions)
    return { ...plan, text: explainPlan(plan) }
  }

  const { clock, journal } = settings
  return { tools, clock, journal, turn, execute, explain, close: () => scheduler.close() }
}
