import { isRecord } from '../../util/is-record.ts'
import type { Scratchpad, ToolConfig } from './config.ts'

/** By task, the places of the answers of calls that do not run again: a journal has their results. */
const takenOf = new WeakMap<Scratchpad, Set<number>>()

/** Which of its message's calls a call is. */
export interface PlaceInTask {
  readonly index: number
  readonly count: number
}

/**
 * LangGraph counts the questions that a task asks people, and the graphs that it runs, and finds answers and graphs again by these
 * numbers. In a task of several calls that is right as long as all of them do the same each time: not if one has its result from
 * a journal, or is tried again. This gives each call numbers of its own.
 */
export class CallScratchpad {
  /** The places of the call's questions among those of its task. */
  readonly asked: number[] = []
  readonly #scratchpad: Scratchpad | undefined
  readonly #place: PlaceInTask
  #graphs = 0

  constructor({ configurable }: ToolConfig, place: PlaceInTask) {
    this.#scratchpad = configurable?.['__pregel_scratchpad']
    const given = this.#scratchpad?.currentTaskInput
    const isAlone = isRecord(given) && 'lg_tool_call' in given
    this.#place = isAlone ? { index: 0, count: 1 } : place
  }

  /** The call has its result, which says where its answers were. */
  restored(asked: readonly number[]): void {
    if (this.#scratchpad === undefined || asked.length === 0) return
    const taken = takenOf.get(this.#scratchpad) ?? new Set()
    takenOf.set(this.#scratchpad, taken)
    for (const place of asked) taken.add(place)
  }

  /** The config of an attempt, which asks its questions again, from the first on. */
  attempt(config: ToolConfig): ToolConfig {
    const scratchpad = this.#scratchpad
    if (scratchpad === undefined) return config
    let last = -1
    const own = new Proxy(scratchpad, {
      get: (_, name) => {
        if (name === 'interruptCounter') return this.asked[last] ?? scratchpad[name]
        if (name === 'subgraphCounter') return this.#graphs * this.#place.count + this.#place.index
        return Reflect.get(scratchpad, name) as unknown
      },
      // LangGraph raises both by one: the questions' before it is used, the graphs' after.
      set: (_, name, value) => {
        if (name === 'interruptCounter') this.asked[(last += 1)] ??= nextPlace(scratchpad)
        else if (name === 'subgraphCounter') this.#graphs += 1
        else return Reflect.set(scratchpad, name, value)
        return true
      },
    })
    return { ...config, configurable: { ...config.configurable, __pregel_scratchpad: own } }
  }
}

/** Takes the next place whose answer is no other call's. */
function nextPlace(scratchpad: Scratchpad): number {
  const taken = takenOf.get(scratchpad)
  do scratchpad.interruptCounter += 1
  while (taken?.has(scratchpad.interruptCounter) === true)
  return scratchpad.interruptCounter
}
