import type { Dice } from '../dice.ts'
import type { CallPlan, ToolPlan, TurnPlan } from '../plan.ts'
import { drawAttempt } from './attempt.ts'
import type { Mood } from './mood.ts'
import { drawKeys } from './tools.ts'

export class CallMaker {
  readonly #dice: Dice
  readonly #mood: Mood
  readonly #nest: () => TurnPlan

  constructor(dice: Dice, mood: Mood, nest: () => TurnPlan) {
    this.#dice = dice
    this.#mood = mood
    this.#nest = nest
  }

  draw(n: number, depth: number, tools: readonly ToolPlan[]): CallPlan {
    const dice = this.#dice
    const tool = dice.pick(tools)
    const isUnknown = dice.chance(this.#mood.badCalls * 0.3)
    const fault = isUnknown ? undefined : this.#drawFault(tool)
    const nest = depth < 2 ? () => this.#nest() : undefined
    const attempts = Array.from({ length: dice.int(1, 3) }, () =>
      drawAttempt(dice, this.#mood, tool, nest),
    )
    return {
      n,
      id: this.#drawId(n),
      tool: isUnknown ? dice.pick(['nobody', '__proto__']) : tool.name,
      addMs: dice.chance(0.5) ? 0 : dice.int(0, 10),
      ...(fault !== undefined && { fault }),
      schemaMs: dice.pick([0, 0, 2, 15]),
      reads: drawKeys(dice),
      writes: drawKeys(dice),
      attempts,
    }
  }

  #drawId(n: number): string {
    if (!this.#dice.chance(this.#mood.badCalls)) return `id${n}`
    return this.#dice.pick(['', 'same', 'call_1', 'call_2'])
  }

  #drawFault(tool: ToolPlan): CallPlan['fault'] {
    const dice = this.#dice
    if (!dice.chance(this.#mood.badCalls * 0.5)) return undefined
    if (tool.schema === 'none') return dice.pick(['json', 'input'])
    return dice.pick(['json', 'input', 'schema-throws', tool.schema === 'slow' ? 'never' : 'json'])
  }
}
