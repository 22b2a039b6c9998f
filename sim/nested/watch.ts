import type { WaitReason } from '../../src/call/report/result.ts'
import { union } from '../model/keys.ts'
import type { Touch } from '../model/touch.ts'
import type { CallPlan, NestedPlan, ToolPlan, TurnPlan } from './plan.ts'

/** One attempt, as its tool sees it. */
export interface BodyWatch {
  readonly call: CallWatch
  readonly signal: AbortSignal
  /** It works; if not, it waits for turns inside it. */
  atWork: boolean
  /** It has returned, or has failed for good: its call has no more use for its keys. */
  isDone: boolean
  /** The engine is done with it. */
  isOver: boolean
}

export interface TurnWatch {
  readonly plan: TurnPlan
  readonly parent: BodyWatch | undefined
  readonly calls: CallWatch[]
  endedMs: number | undefined
}

export interface CallWatch {
  readonly plan: CallPlan
  readonly tool: ToolPlan
  readonly turn: TurnWatch
  readonly index: number
  readonly engine: number
  readonly reads: number
  readonly writes: number
  /** Of the wait that is told of last. */
  waitsFor: WaitReason | undefined
  /** It waited for itself when time moved on. */
  wasInCycle: boolean
  /** Its latest attempt. */
  body: BodyWatch | undefined
  settled: boolean
}

/** All that is seen of a run from outside. */
export class Watch {
  readonly plan: NestedPlan
  readonly turns: Map<string, TurnWatch> = new Map()
  readonly calls: Map<string, CallWatch> = new Map()
  readonly bodies: Set<BodyWatch> = new Set()

  constructor(plan: NestedPlan) {
    this.plan = plan
  }

  begin(plan: TurnPlan, parent: BodyWatch | undefined): TurnWatch {
    const turn: TurnWatch = { plan, parent, calls: [], endedMs: undefined }
    this.turns.set(plan.id, turn)
    for (const [index, call] of plan.calls.entries()) {
      const tool = this.plan.tools.find(({ name }) => name === call.tool) as ToolPlan
      const watch: CallWatch = {
        plan: call,
        tool,
        turn,
        index,
        engine: plan.engine,
        ...touchOf(tool, call),
        waitsFor: undefined,
        wasInCycle: false,
        body: undefined,
        settled: false,
      }
      turn.calls.push(watch)
      this.calls.set(call.id, watch)
    }
    return turn
  }

  /** Attempts at work, of which nobody has let go. One that was stopped while it waited inside goes on at once, on nothing. */
  atWork(is: (call: CallWatch) => boolean): number {
    let count = 0
    for (const { atWork, isOver, signal, call } of this.bodies) {
      const hasWaited = call.plan.inside.some((turns) => turns.length > 0)
      if (atWork && !isOver && !(signal.aborted && hasWaited) && is(call)) count += 1
    }
    return count
  }
}

/** What a call declares, as cells. */
export function touchOf(
  { touches }: ToolPlan,
  { keys }: CallPlan,
): Pick<Touch, 'reads' | 'writes'> {
  const cells = touches === 'reads' || touches === 'writes' ? union(keys) : 0
  return touches === 'writes' ? { reads: 0, writes: cells } : { reads: cells, writes: 0 }
}

/** Calls of one engine that must keep apart. */
export function conflict(one: CallWatch, other: CallWatch): boolean {
  if (one.engine !== other.engine) return false
  return (
    (one.writes & (other.reads | other.writes)) !== 0 ||
    (other.writes & (one.reads | one.writes)) !== 0
  )
}

export function isInside({ turn }: CallWatch, outer: CallWatch): boolean {
  for (let { parent } = turn; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.call === outer) return true
  return false
}
