import { ToolError } from '../../src/call/errors/error.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import type { BodyEnd, OpenAdd, OpenTool, OpenTurn, Withdrawn } from './plan.ts'

/** So many extra attempts each tool is made with. */
export const retriesOf: Readonly<Record<OpenTool, number>> = {
  read: 2,
  write: 2,
  repeat: 1,
  guarded: 2,
  limited: 1,
}

/** One call, and what is seen of it from outside. */
export class WatchedCall {
  readonly turn: OpenTurn
  readonly plan: OpenAdd
  readonly index: number
  /** The call that it runs inside. */
  readonly outer: WatchedCall | undefined
  readonly signal: AbortSignal | undefined
  readonly withdrawn: unknown
  /** How many bodies have begun; those of hooks are counted apart. */
  bodies = 0
  hooks = 0
  isAtWork = false
  /** All that its body does is wait for a turn inside. */
  isStanding = false
  /** How its last body ended by itself. Undefined while it goes on, and if it was stopped. */
  end: BodyEnd | undefined
  /** Somebody has stopped it, or the turn around it. */
  isStopped = false
  /** It waits for its next attempt. */
  isRetrying = false
  result: ToolResult | undefined
  /** What its promise has said, and when. */
  promised: { readonly result?: ToolResult; readonly error?: unknown } | undefined

  constructor(
    turn: OpenTurn,
    index: number,
    { signal, outer }: { signal?: AbortSignal | undefined; outer?: WatchedCall | undefined } = {},
  ) {
    const plan = turn.adds[index]
    if (plan === undefined) throw new Error(`${turn.id} has no call ${index}.`)
    this.turn = turn
    this.plan = plan
    this.index = index
    this.outer = outer
    this.signal = signal
    this.withdrawn = withdrawnWith(plan.withdraws)
  }

  get name(): string {
    return `${this.turn.id}.${this.plan.id}`
  }

  get writes(): boolean {
    return this.plan.tool === 'write' || this.plan.tool === 'repeat'
  }

  /** How the next body ends. */
  get nextEnd(): BodyEnd {
    return this.plan.ends[this.bodies - 1] ?? this.plan.ends.at(-1) ?? 'returns'
  }

  /** Its last body has ended, and no other is to come. */
  get isOver(): boolean {
    if (this.result !== undefined || this.isStopped) return !this.isAtWork
    return this.end !== undefined && !this.isRetrying
  }

  meets({ plan, writes }: WatchedCall): boolean {
    return hasKey(this) && hasKey({ plan }) && plan.key === this.plan.key && (writes || this.writes)
  }

  isInside(other: WatchedCall): boolean {
    for (let { outer } = this as WatchedCall; outer !== undefined; { outer } = outer)
      if (outer === other) return true
    return false
  }
}

function hasKey({ plan: { tool } }: Pick<WatchedCall, 'plan'>): boolean {
  return tool === 'read' || tool === 'write' || tool === 'repeat'
}

/** Whether one more attempt follows on the one with this number, if nobody stops the call. */
export function mayRepeat({ plan: { tool } }: WatchedCall, end: BodyEnd, attempt: number): boolean {
  return (end === 'busy' || end === 'hangs') && tool !== 'write' && attempt <= retriesOf[tool]
}

function withdrawnWith(what: Withdrawn): unknown {
  switch (what) {
    case 'error':
      return new Error('A person is to be asked.')
    case 'busy error':
      return new ToolError('Busy.', { retryable: true, nothingDone: true })
    case 'response':
      return Object.assign(new Error('Unavailable.'), { status: 503 })
    case 'nothing':
      return undefined
  }
}
