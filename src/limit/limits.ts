import { UsageError } from '../call/error.ts'
import { show } from '../call/expect.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Clock } from '../util/clock.ts'
import type { Gate } from './gate.ts'
import { Lane } from './lane.ts'
import { makeNamedLimit, type LimitOptions, type NamedLimit } from './named-limit.ts'
import { Semaphore } from './semaphore.ts'

/** An engine's named limits, by name. */
export type LimitsOptions = Readonly<Record<string, LimitOptions>>

export interface Limits {
  /** Where a tool's calls wait. Tools with the same limits share one lane. */
  laneOf(tool: AnyTool): Lane
  /**
   * Lets nothing under a named limit start before a moment on the clock.
   *
   * @throws {UsageError} if there is no such limit.
   */
  pause(limit: string, untilMs: number): void
  /** Pauses every named limit of a tool: which of them its service meant is not known. */
  pauseAllOf(tool: AnyTool, untilMs: number): void
}

/**
 * Makes the gates that the named limits and the tools' own caps ask for.
 *
 * @param threads bounds the calls of tools that run in threads, if there are any.
 * @throws {UsageError} if an option is not what its type says, or a tool names a limit that does not exist.
 */
export function makeLimits(
  options: LimitsOptions | undefined,
  tools: Iterable<AnyTool>,
  clock: Clock,
  threads?: Gate,
): Limits {
  const limits = makeNamedLimits(options ?? {}, clock)
  const lanes = new Map<AnyTool, Lane>()
  const shared = new Map<string, Lane>()

  function makeLane(tool: AnyTool): Lane {
    const names = namesOf(tool)
    const gates = names.flatMap((name) => known(name, limits, tool).gates)
    const inThread = tool.runsIn === 'thread' && threads !== undefined
    if (inThread) gates.push(threads)
    if (tool.concurrency !== undefined)
      return new Lane([...gates, new Semaphore(`${tool.name}: concurrency`, tool.concurrency)])
    const key = JSON.stringify([inThread, names])
    const lane = shared.get(key) ?? new Lane(gates)
    shared.set(key, lane)
    return lane
  }

  function laneOf(tool: AnyTool): Lane {
    let lane = lanes.get(tool)
    if (lane === undefined) lanes.set(tool, (lane = makeLane(tool)))
    return lane
  }

  for (const tool of tools) laneOf(tool)
  return {
    laneOf,
    pause: (limit, untilMs) => known(limit, limits).pause.until(untilMs),
    pauseAllOf(tool, untilMs) {
      for (const name of namesOf(tool)) known(name, limits, tool).pause.until(untilMs)
    },
  }
}

function makeNamedLimits(options: LimitsOptions, clock: Clock): Map<string, NamedLimit> {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new UsageError(`Expected \`limits\` to be an object, got ${show(options)}.`)
  const limits = new Map<string, NamedLimit>()
  for (const [name, limit] of Object.entries(options))
    limits.set(name, makeNamedLimit(name, limit, clock))
  return limits
}

/** Once each and in one order, whatever order the tool names them in. */
function namesOf({ limit }: AnyTool): string[] {
  if (limit === undefined) return []
  return typeof limit === 'string' ? [limit] : [...new Set(limit)].sort()
}

function known(name: string, limits: ReadonlyMap<string, NamedLimit>, tool?: AnyTool): NamedLimit {
  const limit = limits.get(name)
  if (limit !== undefined) return limit
  const whose = tool === undefined ? 'a limit' : `\`limit\` of tool "${tool.name}"`
  const names = [...limits.keys()].map((known) => `"${known}"`)
  const exist = names.length === 0 ? 'which has none' : `which are ${names.join(', ')}`
  throw new UsageError(
    `Expected ${whose} to be one of the engine's \`limits\`, ${exist}, got "${name}".`,
  )
}
