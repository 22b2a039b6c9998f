import type { JoinedCall } from './plan.ts'

/** One run of a call's body. */
export interface Body {
  readonly startMs: number
  endMs: number | undefined
  ended: 'returned' | 'threw' | 'stopped' | undefined
}

/** What is told of a call in one of its turns. */
export interface Told {
  readonly status: string
  readonly text: string
}

/** A call of the plan, and all that became of it, in whatever turn of its id. */
export class CallStory {
  readonly name: string
  readonly plan: JoinedCall
  readonly bodies: Body[] = []
  /** The results by which it was told to have ended everywhere. */
  readonly told: Told[] = []
  /** How many turns of its id are under way. */
  open = 0

  constructor(turn: string, plan: JoinedCall) {
    this.name = `${turn}.${plan.id} (${plan.tool})`
    this.plan = plan
  }

  /** It may change something. */
  get writes(): boolean {
    return this.plan.tool !== 'read' && this.plan.tool !== 'nest'
  }

  /** It may run again. */
  get isRepeatable(): boolean {
    return this.plan.tool !== 'write' && this.plan.tool !== 'do'
  }

  begin(nowMs: number): Body {
    const body: Body = { startMs: nowMs, endMs: undefined, ended: undefined }
    this.bodies.push(body)
    return body
  }

  /** One that does not listen to its signal is given up at some time. */
  get isUnderWay(): boolean {
    return !this.plan.deaf && this.bodies.some(({ endMs }) => endMs === undefined)
  }
}
