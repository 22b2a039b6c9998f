import type { Dice } from '../dice.ts'
import type { ActPlan, CallPlan, EnginePlan, EventType, ToolPlan } from '../plan.ts'
import type { Mood } from './mood.ts'

const eventTypes: readonly EventType[] = [
  'call.received',
  'call.waiting',
  'call.started',
  'call.progress',
  'call.retrying',
  'call.settled',
]

/** Draws what a turn's owner does to it while it runs. */
export class ActMaker {
  readonly #dice: Dice
  readonly #mood: Mood
  readonly #engine: EnginePlan
  readonly #tools: readonly ToolPlan[]

  constructor(dice: Dice, mood: Mood, engine: EnginePlan, tools: readonly ToolPlan[]) {
    this.#dice = dice
    this.#mood = mood
    this.#engine = engine
    this.#tools = tools
  }

  draw(calls: readonly CallPlan[]): ActPlan[] {
    const dice = this.#dice
    if (calls.length === 0) return []
    const acts: ActPlan[] = []
    for (let count = 0; count < 3 && dice.chance(this.#mood.cancels); count += 1)
      acts.push(dice.chance(0.6) ? this.#drawCancel(calls) : this.#drawLateCancel(calls))
    if (dice.chance(this.#mood.acts)) acts.push(this.#drawReaction(calls))
    return acts
  }

  #any(calls: readonly CallPlan[]): number {
    return this.#dice.int(0, calls.length - 1)
  }

  #drawCancel(calls: readonly CallPlan[]): ActPlan {
    const atMs = this.#dice.latency(1, 200) - 1
    if (this.#dice.chance(0.2)) return { atMs, does: 'cancel-turn' }
    if (this.#dice.chance(0.2))
      return { atMs, does: 'set-deadline', ms: this.#dice.pick([1, 10, 60]) }
    return { atMs, does: 'cancel-call', call: this.#any(calls) }
  }

  /** When the time-out of an attempt has just passed, and its grace is under way: best of one that may be tried again. */
  #drawLateCancel(calls: readonly CallPlan[]): ActPlan {
    const again = calls.filter(({ tool }) => this.#toolOf(tool)?.idempotent)
    const call = this.#dice.pick(again.length > 0 ? again : calls)
    const timeoutMs = this.#toolOf(call.tool)?.timeoutMs ?? this.#engine.timeoutMs
    const afterMs = timeoutMs + this.#dice.int(0, Math.min(20, this.#engine.graceMs))
    const on = { type: 'call.started', call: calls.indexOf(call), afterMs } as const
    return { on, does: 'cancel-call', call: call.n }
  }

  /** Makes the calls slow that are to be cancelled late, so that mostly they are. */
  slowDown(calls: readonly CallPlan[], acts: readonly ActPlan[]): CallPlan[] {
    return calls.map((call, index) => {
      const isLate = acts.some(({ on }) => on?.call === index && on.afterMs !== undefined)
      if (!isLate || this.#toolOf(call.tool)?.timeoutMs === null) return call
      const attempts = call.attempts.map((attempt) => ({
        ...attempt,
        sync: false,
        latencyMs: null,
        onStop: 'deaf' as const,
      }))
      return { ...call, attempts }
    })
  }

  #toolOf(name: string): ToolPlan | undefined {
    return this.#tools.find((tool) => tool.name === name)
  }

  #drawReaction(calls: readonly CallPlan[]): ActPlan {
    const dice = this.#dice
    const on = { type: dice.pick(eventTypes), call: this.#any(calls) }
    const does = dice.weighted({ 'cancel-call': 4, 'cancel-turn': 2, commit: 2, discard: 2 })
    return { on, does, call: dice.chance(0.6) ? on.call : this.#any(calls) }
  }
}
