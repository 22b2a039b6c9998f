import type { Dice } from '../dice.ts'
import type { ApprovalPlan, CallPlan, ToolPlan } from '../plan.ts'
import type { Mood } from './mood.ts'
import { drawKeys } from './tools.ts'

export type InputPlan = Pick<
  CallPlan,
  'schemaMs' | 'reads' | 'writes' | 'approval' | 'twin' | 'fault'
>

/** Draws inputs, and for each tool a few that come again and again. */
export class InputMaker {
  readonly #dice: Dice
  readonly #mood: Mood
  readonly #pools: Map<ToolPlan, readonly InputPlan[]> = new Map()

  constructor(dice: Dice, mood: Mood) {
    this.#dice = dice
    this.#mood = mood
  }

  draw(tool: ToolPlan): InputPlan {
    const dice = this.#dice
    const isShared = tool.share === true || tool.cacheMs !== undefined
    if (dice.chance(isShared ? 0.8 : 0.3)) return dice.pick(this.#poolOf(tool))
    const fault = this.#drawFault(tool)
    return { ...this.#drawFresh(), ...(fault !== undefined && { fault }) }
  }

  #poolOf(tool: ToolPlan): readonly InputPlan[] {
    let pool = this.#pools.get(tool)
    if (pool === undefined) {
      pool = [1, 2].map((twin) => ({ ...this.#drawFresh(), twin }))
      this.#pools.set(tool, pool)
    }
    return pool
  }

  #drawFresh(): InputPlan {
    const dice = this.#dice
    return {
      schemaMs: dice.pick([0, 0, 2, 15]),
      approval: this.#drawApproval(),
      reads: drawKeys(dice),
      writes: drawKeys(dice),
    }
  }

  #drawApproval(): ApprovalPlan {
    const dice = this.#dice
    const says = dice.weighted({
      allow: 5,
      deny: 1,
      'allow-object': 2,
      'deny-object': 1,
      junk: 1,
      throws: 1,
    })
    // Without a time-out a question that nobody answers is never done with, and rightly so.
    const isForgotten = this.#mood.approvalTimeoutMs !== undefined && dice.chance(0.15)
    const afterMs = isForgotten ? null : dice.pick([0, 1, 5, 20, 100])
    return { asked: dice.pick(['yes', 'yes', 'no', 'throws']), says, afterMs }
  }

  #drawFault(tool: ToolPlan): CallPlan['fault'] {
    const dice = this.#dice
    if (!dice.chance(this.#mood.badCalls * 0.5)) return undefined
    if (tool.schema === 'none') return dice.pick(['json', 'input'])
    return dice.pick(['json', 'input', 'schema-throws', tool.schema === 'slow' ? 'never' : 'json'])
  }
}
