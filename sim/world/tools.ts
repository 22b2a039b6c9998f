import { tool, type AnyTool, type KeysOf, type ToolContext } from '../../src/call/tool.ts'
import type { KeysPlan, ToolPlan } from '../plan.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import { schemaOf, type SimInput } from './tool-call.ts'
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
  return tool({
    name,
    idempotent,
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
function enter(
  { history, monitor }: World,
  { n }: SimInput,
  context: ToolContext,
): AttemptWatch | undefined {
  const call = history.turns.get(context.turnId)?.byN.get(n)
  const attempt = call?.attempts.at(-1)
  const who = `${context.turnId}.${n}`
  if (call === undefined || attempt === undefined || attempt.invoked)
    return monitor.fail(
      'G1',
      `the tool of ${who} was called, and no attempt was told of`,
    ) as undefined
  if (attempt.overMs !== undefined)
    return monitor.fail(
      'G6',
      `the tool of ${attempt.name} was called after its attempt was over`,
    ) as undefined
  if (context.callId !== call.id || context.attempt !== attempt.number)
    monitor.fail(
      'G1',
      `the tool of ${attempt.name} was called as ${context.callId}#${context.attempt}`,
    )
  const owner = history.idempotencyKeys.get(context.idempotencyKey)
  if (owner !== undefined && owner !== call)
    monitor.fail('G1', `${call.name} and ${owner.name} have one idempotency key`)
  history.idempotencyKeys.set(context.idempotencyKey, call)
  attempt.invoked = true
  history.executing.add(attempt)
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
