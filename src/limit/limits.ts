import { UsageError } from '../call/errors/error.ts'
import type { Check } from '../call/expect.ts'
import { recordOf } from '../call/options/option-list.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Clock } from '../util/clock.ts'
import type { Gate } from './gate.ts'
import { Lane } from './lane.ts'
import { makeNamedLimit, namedLimitOption, type LimitOptions } from './named-limit.ts'
import { Semaphore } from './semaphore.ts'

/** An engine's named limits, by name. */
export type LimitsOptions = Readonly<Record<string, LimitOptions>>

/** `limits` of an engine. */
export const limitsOption: Check<LimitsOptions> = recordOf(namedLimitOption)

/** The gates that the named limits and the tools' own caps ask for. */
export class Limits {
  readonly #named: ReadonlyMap<string, readonly Gate[]>
  readonly #slots: Gate
  readonly #threads: () => Gate
  /** By the tool's object, so that nothing is kept of a tool that is gone. */
  readonly #lanes = new WeakMap<AnyTool, Lane>()
  readonly #shared = new Map<string, Lane>()

  /**
   * @param slots the engine's own.
   * @param threads makes the bound on the calls of tools that run in threads.
   */
  constructor(options: LimitsOptions | undefined, clock: Clock, slots: Gate, threads: () => Gate) {
    this.#named = makeNamedLimits(options ?? {}, clock)
    this.#slots = slots
    this.#threads = threads
  }

  /**
   * Where a tool's calls wait. Tools with the same limits share one lane.
   *
   * @throws {UsageError} if the tool names a limit that does not exist.
   */
  laneOf(tool: AnyTool): Lane {
    let lane = this.#lanes.get(tool)
    if (lane === undefined) this.#lanes.set(tool, (lane = this.#makeLane(tool)))
    return lane
  }

  /** How many permits are held, of the slots, as `engine`, and of each named limit. */
  takenByName(): [name: string, taken: number][] {
    const limits: [string, readonly Gate[]][] = [['engine', [this.#slots]], ...this.#named]
    return limits.map(([name, gates]) => [name, gates.reduce((sum, { taken }) => sum + taken, 0)])
  }

  /** How many permits are held, of all named limits and the slots. */
  taken(): number {
    return this.takenByName().reduce((sum, [, taken]) => sum + taken, 0)
  }

  #makeLane(tool: AnyTool): Lane {
    const names = namesOf(tool)
    const gates = names.flatMap((name) => known(name, this.#named, tool))
    const inThread = tool.runsIn === 'thread'
    if (inThread) gates.push(this.#threads())
    if (tool.concurrency !== undefined) {
      const own = new Semaphore(`${tool.name}: concurrency`, tool.concurrency)
      return new Lane([...gates, own], this.#slots)
    }
    const key = JSON.stringify([inThread, names])
    const lane = this.#shared.get(key) ?? new Lane(gates, this.#slots)
    this.#shared.set(key, lane)
    return lane
  }
}

function makeNamedLimits(options: LimitsOptions, clock: Clock): Map<string, readonly Gate[]> {
  const limits = new Map<string, readonly Gate[]>()
  for (const [name, limit] of Object.entries(options))
    limits.set(name, makeNamedLimit(name, limit, clock))
  return limits
}

/** Once each and in one order, whatever order the tool names them in. */
function namesOf({ limit }: AnyTool): string[] {
  if (limit === undefined) return []
  return typeof limit === 'string' ? [limit] : [...new Set(limit)].sort()
}

function known(
  name: string,
  limits: ReadonlyMap<string, readonly Gate[]>,
  tool: AnyTool,
): readonly Gate[] {
  const limit = limits.get(name)
  if (limit !== undefined) return limit
  const names = [...limits.keys()].map((known) => `"${known}"`)
  const exist = names.length === 0 ? 'which has none' : `which are ${names.join(', ')}`
  throw new UsageError(
    `Expected \`limit\` of tool "${tool.name}" to be one of the engine's \`limits\`, ${exist}, got "${name}".`,
  )
}
