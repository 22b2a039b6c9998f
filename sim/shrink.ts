import type { Violation } from './monitor.ts'
import { edits } from './shrink-edits.ts'

export interface ShrinkOptions<P> {
  readonly mostRuns?: number
  /** Runs a plan and says what is wrong. */
  readonly run: (plan: P) => Promise<Violation | undefined>
}

/**
 * Makes a failing plan smaller as long as the same is wrong with it: one edit after another, greedily, until none
 * helps or `mostRuns` are used up.
 */
export async function shrink<P extends object>(
  plan: P,
  wrong: Violation,
  { mostRuns = 3_000, run }: ShrinkOptions<P>,
): Promise<P> {
  const kind = kindOf(wrong)
  let smallest = plan
  let runs = 0
  for (let progress = true; progress;) {
    progress = false
    // An edit that helped is followed by the next of the same list: what it names may be gone, and then it does nothing.
    for (const edit of edits(smallest)) {
      const candidate = edit(smallest)
      if (candidate === undefined) continue
      if (runs === mostRuns) return smallest
      runs += 1
      // What is left of a plan need not be one.
      const violation = await run(candidate).catch(() => undefined)
      if (violation === undefined || kindOf(violation) !== kind) continue
      smallest = candidate
      progress = true
    }
  }
  return smallest
}

/** The guarantee and what is said of it, without names and numbers. */
function kindOf({ guarantee, message }: Violation): string {
  const [line = ''] = message.split('\n')
  return `${guarantee} ${line.replaceAll(/turn\S+|[\d.]+/g, '')}`
}
