import { tool, type AnyTool, type KeysOf, type ToolContext } from '../../src/call/tool.ts'
import type { KeysPlan, ToolPlan } from '../plan.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import { inputNumber, schemaOf, type SimInput } from './tool-call.ts'
import { ToolRun } from './tool-run.ts'
import type { World } from './world.ts'

/** The tools of a plan, and those by which a run is probed at its end. */
export function makeTools(world: World): AnyTool[] {
  return [...world.plan.tools.map((plan) => makeTool(world, plan)), ...probes(world)]
}

function makeTool(world: World, plan: ToolPlan): AnyTool {
  const { name, idempotent, retries } = plan
  const reads = keysOption(plan.reads, 'reads')
  const writes = keysOption(plan.writes, 'writes')
  const inputSchema = schemaOf(plan, world.clock)
  const timeoutMs = plan.timeoutMs === null ? Infinity : plan.timeoutMs
  const needsApproval = plan.approval === 'by-input' ? isAsked : plan.approval === 'always'
  return tool({
    name,
    idempotent,
    needsApproval,
    limit: plan.limit,
    concurrency: plan.concurrency,
    coalesce: plan.share,
    hedge: plan.hedge === true && eagerHedge,
    cache: plan.cacheMs === undefined ? undefined : { ttlMs: plan.cacheMs },
    ...(inputSchema !== undefined && { inputSchema }),
    ...(reads !== undefined && { reads }),
    ...(writes !== undefined && { writes }),
    ...(retries !== undefined && { retries }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    execute: (input: unknown, context) => {
      const attempt = enter(world, input as SimInput, context)
      return attempt && new ToolRun(world, attempt, context).start()
    },
  }) as unknown as AnyTool
}

/** So eager that the few calls of a run see it at work. */
const eagerHedge = { quantile: 0.5, budget: 10, perCall: 2, minSamples: 1 } as const

function isAsked(input: unknown): boolean {
  const { asked } = (input as SimInput).approval
  if (asked === 'throws') throw new Error('cannot tell')
  return asked === 'yes'
}

function keysOption(
  keys: KeysPlan | undefined,
  option: 'reads' | 'writes',
): KeysOf<unknown> | undefined {
  if (keys === undefined || typeof keys === 'object') return keys
  if (keys === 'input') return (input) => (input as SimInput)[option]
  if (keys === 'junk') return () => 42 as unknown as string
  return () => {
    throw new Error('no keys today')
  }
}

/** The attempt that a tool is called for, if there is one. */
function enter(world: World, { n }: SimInput, context: ToolContext): AttemptWatch | undefined {
  const { history, monitor } = world
  const { turnId, callId, attempt: number, idempotencyKey } = context
  const called = (history.turns.get(turnId)?.calls ?? []).filter(
    ({ plan }) => inputNumber(plan) === n,
  )
  const attempts = called
    .flatMap((call) => call.attempts.at(-1) ?? [])
    .filter((one) => !one.invoked)
  const attempt = attempts.find(({ call }) => call.id === callId) ?? attempts[0]
  const who = `the tool of ${turnId}.${callId}#${number} was called`
  if (attempt === undefined) return monitor.fail('G1', `${who}, and no attempt was told of`)
  const { call } = attempt
  if (attempt.overMs !== undefined) return monitor.fail('G6', `${who} after the attempt was over`)
  for (let { parent } = call.turn; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.overMs !== undefined) break
    else if (parent.signal?.aborted === true)
      monitor.fail('G6', `${who} inside ${parent.name}, which was stopped`)
  if (callId !== call.id || number !== attempt.number)
    monitor.fail('G1', `${who}, and ${attempt.name} was told of`)
  const owner = history.idempotencyKeys.get(idempotencyKey)
  if (owner !== undefined && owner !== call)
    monitor.fail('G1', `${call.name} and ${owner.name} have one idempotency key`)
  history.idempotencyKeys.set(idempotencyKey, call)
  call.idempotencyKey ??= idempotencyKey
  if (call.idempotencyKey !== idempotencyKey)
    monitor.fail('G7', `${attempt.name} has another idempotency key than the attempt before it`)
  attempt.invoked = true
  history.flight.executing.add(attempt)
  return attempt
}

function probes({ history, clock }: World): AnyTool[] {
  const execute = (): Promise<string> => {
    history.probesStarted += 1
    return new Promise((resolve) => void clock.after(1, () => resolve('fine')))
  }
  return [
    tool({ name: 'probe', execute }),
    tool({ name: 'probe-all', writes: '*', execute }),
  ] as unknown as AnyTool[]
}
