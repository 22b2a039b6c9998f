import type { TurnEvent } from '../../src/call/report/event.ts'
import type { Stage } from '../small/stage.ts'
import { StartOrder } from './start-order.ts'
import { gatesOf, lineTools, type LinePlan, type LineTool } from './plan.ts'

/** So many more starts than a turn that waits another may have had meanwhile: it was its turn when the wait began. */
const mostLead = 2

/** Starts of one turn, by tool. */
type Starts = Record<LineTool, number>
type AllStarts = ReadonlyMap<string, Starts>

interface Waiting {
  /** How many calls of the tool wait. */
  calls: number
  /** The starts of every turn when the first of them came. */
  readonly before: AllStarts
  /**
   * How often each turn has taken the last permit of a limit that it needs beside another, since its turn last started anything, or
   * anybody the same: then all that it needs was free at once.
   */
  passes: Map<string, number>
}

/** Who waits for slots and limits, and how often others got some meanwhile. */
export class LineRules {
  readonly #stage: Stage
  readonly #starts = new Map<string, Starts>()
  readonly #waiting = new Map<string, Map<LineTool, Waiting>>()
  /** Calls that were at work before, by turn. */
  readonly #back = new Map<string, Set<string>>()
  readonly #inLine = new Map<string, LineTool>()
  readonly #atWork = new Map<string, LineTool>()
  readonly #limits: LinePlan['limits']
  readonly #order: StartOrder

  constructor(stage: Stage, { limits, turns }: Pick<LinePlan, 'limits' | 'turns'>) {
    this.#stage = stage
    this.#limits = limits
    this.#order = new StartOrder(turns)
  }

  event(event: TurnEvent): void {
    if (!('callId' in event) || !isLineTool(event.name)) return
    const { turnId, callId, name } = event
    const wasInLine = this.#inLine.get(callId)
    if (event.type === 'call.waiting' && event.reason === 'limit' && wasInLine === undefined) {
      this.#inLine.set(callId, name)
      this.#enter(turnId, name)
    }
    if (event.type === 'call.retrying') this.#comesBack(turnId, callId)
    if (event.type === 'call.retrying' || event.type === 'call.settled') this.#atWork.delete(callId)
    if (event.type !== 'call.started') return
    this.#atWork.set(callId, name)
    if (wasInLine !== undefined) this.#leave(turnId, name)
    this.#inLine.delete(callId)
    this.#started(turnId, callId, name, event.attempt)
  }

  #comesBack(turnId: string, callId: string): void {
    const back = this.#back.get(turnId) ?? new Set()
    this.#back.set(turnId, back.add(callId))
  }

  #enter(turnId: string, name: LineTool): void {
    const tools = this.#waiting.get(turnId) ?? new Map<LineTool, Waiting>()
    this.#waiting.set(turnId, tools)
    const present = tools.get(name)
    if (present !== undefined) present.calls += 1
    else {
      tools.set(name, { calls: 1, before: this.#snapshot(), passes: new Map() })
    }
  }

  #leave(turnId: string, name: LineTool): void {
    const tools = this.#waiting.get(turnId)
    const present = tools?.get(name)
    if (present === undefined) return
    present.calls -= 1
    if (present.calls === 0) tools?.delete(name)
  }

  #started(turnId: string, callId: string, name: LineTool, attempt: number): void {
    const starts = this.#startsOf(turnId)
    starts[name] += 1
    if (attempt === 1) {
      this.#expectNobodyBack(turnId, callId, name)
      const passed = this.#order.passedBy(callId, this.#newInLine(turnId))
      if (passed !== undefined)
        this.#stage.fail('G3', `${callId} started before ${passed}, which is ahead of it`)
    }
    this.#back.get(turnId)?.delete(callId)
    for (const [other, tools] of this.#waiting)
      for (const [tool, waiting] of tools) {
        if (this.#takesLast(name, tool))
          waiting.passes.set(turnId, (waiting.passes.get(turnId) ?? 0) + 1)
        if (other !== turnId) this.#expectFair(turnId, other, tool, waiting)
        if (other === turnId || covers(name, tool)) waiting.passes.clear()
      }
  }

  *#newInLine(turnId: string): Generator<string> {
    for (const callId of this.#inLine.keys())
      if (callId.startsWith(`${turnId}.`) && this.#back.get(turnId)?.has(callId) !== true)
        yield callId
  }

  /** What comes back is first in its turn's line, before all that is new and needs the same. */
  #expectNobodyBack(turnId: string, callId: string, name: LineTool): void {
    for (const waiting of this.#back.get(turnId) ?? []) {
      const tool = this.#inLine.get(waiting)
      if (tool !== undefined && covers(name, tool))
        this.#stage.fail('G3', `${callId} started before ${waiting}, which comes back`)
    }
  }

  /**
   * Of turns that wait for the same, none gets several while another gets none; nor may those that need one of two limits
   * pass by a turn that waits for both, and starts nothing else, for longer than it takes until both are free once.
   */
  #expectFair(turnId: string, other: string, tool: LineTool, { before, passes }: Waiting): void {
    const since = (all: AllStarts, id: string, is: (one: LineTool) => boolean): number =>
      lineTools.reduce((sum, one) => {
        return is(one) ? sum + this.#startsOf(id)[one] - (all.get(id)?.[one] ?? 0) : sum
      }, 0)
    const own = since(before, other, () => true)
    const lead = since(before, turnId, (one) => covers(one, tool)) - own
    const passed = passes.get(turnId) ?? 0
    if (lead > mostLead)
      this.#stage.fail(
        'G3',
        `${turnId} started ${lead} more than ${other}, which waits for ${tool}`,
      )
    else if (passed > mostLead + this.#limits.crm + this.#limits.disk)
      this.#stage.fail(
        'G3',
        `${turnId} passed by ${other}, which waits for ${tool}, ${passed} times`,
      )
  }

  /** A start of one tool has taken the last permit of a limit of which the other, which needs several, needs one. */
  #takesLast(one: LineTool, other: LineTool): boolean {
    const limits = limitsOf(other)
    return (
      limits.length > 1 && limits.some((gate) => limitsOf(one).includes(gate) && !this.#has(gate))
    )
  }

  #has(limit: keyof LinePlan['limits']): boolean {
    const used = [...this.#atWork.values()].filter((name) => limitsOf(name).includes(limit))
    return used.length < this.#limits[limit]
  }

  #startsOf(turnId: string): Starts {
    const present = this.#starts.get(turnId)
    if (present !== undefined) return present
    const none = Object.fromEntries(lineTools.map((name) => [name, 0])) as Starts
    this.#starts.set(turnId, none)
    return none
  }

  #snapshot(): AllStarts {
    return new Map([...this.#starts].map(([id, starts]) => [id, { ...starts }]))
  }
}

function isLineTool(name: string): name is LineTool {
  return lineTools.includes(name as LineTool)
}

/** A start of one tool takes all that one of the other needs. */
function covers(one: LineTool, other: LineTool): boolean {
  return gatesOf[other].every((gate) => gatesOf[one].includes(gate))
}

function limitsOf(name: LineTool): readonly (keyof LinePlan['limits'])[] {
  return gatesOf[name].filter((gate) => gate === 'crm' || gate === 'disk')
}
