import type { Dice } from '../dice.ts'
import type { CallPlan, ToolPlan, TurnPlan } from '../plan.ts'
import { drawAttempt } from './attempt.ts'
import { InputMaker } from './input.ts'
import type { Mood } from './mood.ts'

export class CallMaker {
  readonly #dice: Dice
  readonly #mood: Mood
  readonly #tools: readonly ToolPlan[]
  readonly #inputs: InputMaker

  constructor(dice: Dice, mood: Mood, tools: readonly ToolPlan[]) {
    this.#dice = dice
    this.#mood = mood
    this.#tools = tools
    this.#inputs = new InputMaker(dice, mood)
  }

  /** `nest` draws a turn inside the call; absent where turns are nested deep enough. */
  draw(n: number, nest: (() => TurnPlan) | undefined): CallPlan {
    const dice = this.#dice
    const tool = dice.pick(this.#tools)
    const isUnknown = dice.chance(this.#mood.badCalls * 0.3)
    const attempts = Array.from({ length: dice.int(1, 3) }, () =>
      drawAttempt(dice, this.#mood, tool, nest),
    )
    return {
      n,
      id: this.#drawId(n),
      tool: isUnknown ? dice.pick(['nobody', '__proto__']) : tool.name,
      addMs: dice.chance(0.5) ? 0 : dice.int(0, 10),
      ...this.#inputs.draw(tool),
      attempts,
    }
  }

  #drawId(n: number): string {
    if (!this.#dice.chance(this.#mood.badCalls)) return `id${n}`
    return this.#dice.pick(['', 'same', 'call_1', 'call_2'])
  }
}
