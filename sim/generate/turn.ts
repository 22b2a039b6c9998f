import type { Dice } from '../dice.ts'
import type { EnginePlan, ReaderPlan, ToolPlan, TurnPlan } from '../plan.ts'
import { ActMaker } from './acts.ts'
import { CallMaker } from './call.ts'
import type { Mood } from './mood.ts'

/** So many turns, nested ones included, are enough to see anything. */
const mostTurns = 40

export class TurnMaker {
  readonly #dice: Dice
  readonly #mood: Mood
  readonly #calls: CallMaker
  readonly #acts: ActMaker
  #turns = 0

  constructor(dice: Dice, mood: Mood, engine: EnginePlan, tools: readonly ToolPlan[]) {
    this.#dice = dice
    this.#mood = mood
    this.#calls = new CallMaker(dice, mood, tools)
    this.#acts = new ActMaker(dice, mood, engine, tools)
  }

  drawTurns(): TurnPlan[] {
    const dice = this.#dice
    const turns: TurnPlan[] = []
    const count = Number(dice.weighted({ 1: 4, 2: 4, 3: 2, 4: 1, 5: 1, 6: 1 }))
    for (let index = 0; index < count; index += 1) {
      const turn = this.draw(0)
      turns.push(turn)
      if (turn.end !== 'discard' || !dice.chance(0.8)) continue
      const again = this.#again(turn)
      // What was read early may be true no more when the message comes again.
      if (dice.chance(0.4)) turns.push({ ...this.draw(0), startMs: again.startMs - dice.int(0, 8) })
      turns.push(again)
    }
    return turns
  }

  /** `depth` says how many turns it is nested in. */
  draw(depth: number): TurnPlan {
    const dice = this.#dice
    const mood = this.#mood
    this.#turns += 1
    const id = `turn${this.#turns}`
    const most = depth > 0 ? 4 : dice.pick([3, 6, 12])
    const mayNest = depth < mood.deepest && this.#turns < mostTurns
    const nest = mayNest ? () => this.draw(depth + 1) : undefined
    const calls = Array.from({ length: dice.int(depth > 0 ? 0 : 1, most) }, (_, n) =>
      this.#calls.draw(n, nest),
    )
    const streamed = dice.chance(mood.streamed)
    const acts = streamed ? this.#acts.draw(calls) : []
    const end = streamed && dice.chance(mood.discards) ? 'discard' : 'commit'
    const deadlineMs = dice.maybe(mood.deadlines, () => dice.pick([1, 10, 40, 120, 500]))
    const onFailure = dice.maybe(mood.cancelRest, () =>
      dice.pick(['continue', 'cancel-rest'] as const),
    )
    const abort = dice.maybe(mood.cancels * 0.5, () => ({
      atMs: dice.pick([0, 1, 5, 20, 60]),
      reason: dice.pick(['abort', 'timeout', 'text'] as const),
    }))
    return {
      id,
      startMs: depth > 0 || mood.sameMoment ? 0 : dice.latency(1, 100) - 1,
      streamed,
      calls: this.#acts.slowDown(calls, acts),
      end,
      // A message that breaks off does so late enough for reads to be done.
      endMs: dice.chance(end === 'discard' ? 0.2 : 0.5) ? 0 : dice.int(0, 40),
      ...(deadlineMs !== undefined && { deadlineMs }),
      ...(onFailure !== undefined && { onFailure }),
      ...(abort !== undefined && { abort }),
      acts,
      readers: streamed && dice.chance(0.2) ? this.#drawReaders() : [],
    }
  }

  #drawReaders(): ReaderPlan[] {
    const dice = this.#dice
    return Array.from({ length: dice.int(1, 3) }, () => {
      const leavesAfter = dice.maybe(0.3, () => dice.int(1, 8))
      return {
        fromMs: dice.pick([0, 0, 4, 2_000]),
        ...(leavesAfter !== undefined && { leavesAfter }),
      }
    })
  }

  /** The same message, sent once more after the first was discarded, perhaps with another call before the others. */
  #again(turn: TurnPlan): TurnPlan {
    this.#turns += 1
    const isOther = this.#dice.chance(0.4)
    const other = isOther ? [this.#calls.draw(turn.calls.length, undefined)] : []
    const endedMs = turn.calls.reduce((sum, { addMs }) => sum + addMs, turn.startMs + turn.endMs)
    return {
      ...turn,
      id: `turn${this.#turns}`,
      calls: [...other, ...turn.calls],
      startMs: endedMs + this.#dice.int(0, 20) + 8,
      end: 'commit',
      acts: [],
      adopts: turn.id,
    }
  }
}
