import type { AnyTool } from '../../call/tool.ts'
import type { LateTool } from '../../call/toolset.ts'
import type { KeptTexts } from './kept-texts.ts'
import { readResultName } from './read-result.ts'
import type { TurnBudget } from './turn-budget.ts'

/** `read_result` of an engine that nobody asked to cut anything: models hear of it once something was. */
export class LateReader implements LateTool {
  readonly name: string = readResultName
  readonly #budget: TurnBudget
  readonly #texts: KeptTexts

  constructor(budget: TurnBudget, texts: KeptTexts) {
    this.#budget = budget
    this.#texts = texts
  }

  get isNeeded(): boolean {
    return this.#texts.isUsed
  }

  get tool(): AnyTool {
    return this.#budget.tool
  }
}
