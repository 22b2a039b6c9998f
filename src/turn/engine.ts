import { validatorOf } from '../call/check-call.ts'
import type { ToolCall } from '../call/call.ts'
import type { ContextOf } from '../call/context/context-of.ts'
import { UsageError } from '../call/errors/error.ts'
import { show } from '../call/expect.ts'
import type { Exact } from '../call/options/exact.ts'
import type { TurnReport } from '../call/report/report.ts'
import type { AnyTool } from '../call/tool.ts'
import { makeToolset, type Toolset } from '../call/toolset.ts'
import { explainPlan } from '../plan/explain.ts'
import { makePlan, type PlanOptions } from '../plan/make-plan.ts'
import { Batches } from './batch/batches.ts'
import type { BatchParent } from './batch/parent.ts'
import { batchName, batchTool } from './batch/tool.ts'
import { noteBudget } from './budget/engine-budget.ts'
import { KeptTexts } from './budget/kept-texts.ts'
import { LateReader } from './budget/late-reader.ts'
import { ResultStore } from './budget/result-store.ts'
import { makeTurnBudget } from './budget/turn-budget.ts'
import type { Engine, EngineOptions, Explanation, Turn, TurnOptions } from './contract.ts'
import type { CallRecord } from './call-record.ts'
import type { TurnEvents, TurnLog } from './events/events.ts'
import { expectOfCalls } from './shared/given-results.ts'
import type { RunBounds } from './shared/run-bounds.ts'
import { lifeOf, note } from './holdings.ts'
import { Life } from './life.ts'
import {
  checkCalls,
  checkEngineOptions,
  checkPlanOptions,
  checkSuspendOptions,
  checkTools,
  checkTurnOptions,
  type EngineSettings,
} from './options.ts'
import { expectNewRuntime } from '../util/platform/new-enough.ts'
import { callContextFor } from './run/nesting.ts'
import type { Suspendable } from './suspension.ts'
import { EngineTurn, type TurnBase } from './turn.ts'

/**
 * Makes an engine: tools, and one set of limits that all turns which run on it share.
 *
 * @throws {UsageError} if an option is not what its type says, two tools share a name, or a tool's schema is invalid.
 */
export function createEngine<Tools extends AnyTool = AnyTool, Given = unknown>(
  options: Exact<EngineOptions<ContextOf<Tools>>, Given> & { readonly tools: readonly Tools[] },
): Engine<ContextOf<Tools>>
export function createEngine(options: EngineOptions): Engine {
  expectNewRuntime(globalThis)
  const settings = checkEngineOptions(options)
  const life = new Life(settings)
  const { records } = life
  const texts = new KeptTexts(new ResultStore(), records?.history.bind(records))
  return engineOf(life, settings, settings.tools, texts)
}

/** An engine of these tools, on limits, keys, a journal, a clock and whole texts that others may share. */
function engineOf(
  life: Life,
  settings: EngineSettings,
  given: readonly AnyTool[],
  texts: KeptTexts,
): Engine {
  const asked = [...makeToolset(given)]
  const budget = makeTurnBudget(settings, asked, texts, batchName)
  const own = budget === undefined || budget.isDefault ? [] : [budget.tool]
  const batch = settings.batch ? batchTool(() => tools, settings.undeclared) : undefined
  if (batch !== undefined) own.push(batch)
  const late = budget?.isDefault ? new LateReader(budget, texts) : undefined
  const tools: Toolset = makeToolset([...asked, ...own], late)
  for (const tool of tools) expectRunnable(tool, settings)
  for (const tool of tools) life.attempts.admit(tool)
  const { undeclared, clock, journal, timeoutMs } = settings
  const base: TurnBase = {
    life,
    check: { tools, undeclared, clock, timeoutMs },
    budget,
    batches: batch && ((outer, mayStream) => new Batches(outer, batch, begin, mayStream)),
  }

  function begin(turnOptions: TurnOptions, parent?: BatchParent): EngineTurn {
    return new EngineTurn(base, turnOptions, parent)
  }

  function turn(turnOptions?: TurnOptions): EngineTurn {
    return begin(checkTurnOptions(turnOptions))
  }

  async function execute(
    calls: readonly ToolCall[],
    turnOptions?: TurnOptions,
  ): Promise<TurnReport> {
    // Before there is a turn, which would have no end.
    const checked = checkCalls(calls, 'calls', '', tools)
    const options = checkTurnOptions(turnOptions)
    expectOfCalls(options.results, checked)
    const one = begin(options)
    one.commit(checked)
    return one.report
  }

  function explain(calls: readonly ToolCall[], planOptions?: PlanOptions): Explanation {
    const checked = checkPlanOptions(planOptions)
    const plan = makePlan(
      checkCalls(calls, 'calls', '', tools),
      tools,
      checked,
      settings.undeclared,
      callContextFor(checked.context),
    )
    return { ...plan, text: explainPlan(plan) }
  }

  const engine: Engine = {
    tools,
    clock,
    journal,
    turn,
    execute,
    explain,
    with: (others) => engineOf(life, settings, checkTools(others, 'tools', ''), texts),
    async suspend(options) {
      await life.suspension.begin(checkSuspendOptions(options, 'engine.suspend').withinMs)
    },
    close: () => life.attempts.close(),
  }
  note(engine, life)
  if (budget?.isDefault === false) noteBudget(engine, budget)
  return engine
}

/** Has the events of a turn that has just begun kept elsewhere. */
export function keepEvents(turn: Turn, log: (events: TurnEvents) => TurnLog): void {
  if (turn instanceof EngineTurn) turn.events.keepIn(log)
}

/**
 * Has all turns seen from within that begin from now on, on an engine or one that shares its limits.
 *
 * @throws {UsageError} if it is no engine, or somebody sees it already.
 */
export function attachObserver(engine: Engine, make: (life: Life) => Life['observer']): void {
  const life = lifeOf(engine)
  if (life === undefined)
    throw new UsageError(
      `Expected an engine made by createEngine() or an agent made by createAgent(), got ${show(engine)}.`,
    )
  if (life.observer !== undefined)
    throw new UsageError(
      'Expected an engine that is not observed yet. Once is enough for it, for the engines that `with` makes of it, and for the agents on them.',
    )
  life.observer = make(life)
}

/** Who sees an engine's turns from within. */
export function observerOf(engine: Engine): Life['observer'] {
  return lifeOf(engine)?.observer
}

/** Has a run suspended with its engine. Returns what is to be called when it is over. */
export function suspendWith(engine: Engine, run: Suspendable): () => void {
  const suspension = lifeOf(engine)?.suspension
  suspension?.add(run)
  return () => suspension?.delete(run)
}

/** Has the calls of a turn that has just begun heed the bounds of the run that it is part of. */
export function boundTurn(turn: Turn, bounds: RunBounds<CallRecord>): void {
  if (turn instanceof EngineTurn) turn.bounds = bounds
}

/** @throws {UsageError} if an engine of these settings cannot run a tool. */
function expectRunnable(tool: AnyTool, { queue, approve }: EngineSettings): void {
  const { name, runsIn, needsApproval } = tool
  if (runsIn === 'queue' && queue === undefined)
    throw new UsageError(
      `Tool "${name}" has \`runsIn: 'queue'\`, but the engine has no \`queue\`. Pass one, for example \`queue: bullmq({ connection })\`.`,
    )
  if (needsApproval && approve === undefined)
    throw new UsageError(
      `Tool "${name}" needs approval, but the engine has no \`approve\`. Pass one, a function that decides.`,
    )
  validatorOf(tool)
}
