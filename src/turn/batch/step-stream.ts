import { mostSteps, toStep, type BatchStep } from './step.ts'
import { ElementScan } from './element-scan.ts'
import { findReferences } from '../../plan/references/reference.ts'

/**
 * Reads the steps of a plan off arguments that are still coming, as far as it is certain what the whole plan makes of
 * them: up to the first that is one too many, is no step, has another's id, or refers to a step that has not come. In the order of
 * the whole plan (`orderSteps`) those before it come first, as they are.
 */
export class StepStream {
  readonly #scan = new ElementScan('steps')
  readonly #ids = new Set<string>()
  #isOver = false

  /** Takes the next piece of the arguments' text, and returns the steps that it completes. */
  feed(piece: string): BatchStep[] {
    if (this.#isOver) return []
    const steps: BatchStep[] = []
    for (const element of this.#scan.feed(piece)) {
      const step = toStep(element)
      this.#isOver ||= this.#ids.size === mostSteps || step === undefined || !this.#isCertain(step)
      if (this.#isOver || step === undefined) break
      this.#ids.add(step.id)
      steps.push(step)
    }
    return steps
  }

  #isCertain({ id: own, input }: BatchStep): boolean {
    if (this.#ids.has(own)) return false
    return findReferences(input).references.every(({ id }) => this.#ids.has(id))
  }
}
