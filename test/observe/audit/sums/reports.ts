import type { Savings } from '../../../../src/ledger/missed.ts'
import type { RunReport } from '../../../../src/observe/audit/sums/run-report.ts'

/** A report of turns, each as the tools that it called, and of what was judged of each with the next. */
export function report(
  name: string,
  turns: readonly (readonly string[])[],
  judged: readonly ('yes' | 'maybe' | 'no')[],
  more: Partial<RunReport> = {},
): RunReport {
  const lost = (...kinds: readonly string[]): Savings => {
    const requests = judged.filter((mergeable) => kinds.includes(mergeable)).length
    return { turns: requests, requests, ms: 400 * requests, inputTokens: 100 * requests }
  }
  return {
    name,
    turns,
    pairs: judged.map((mergeable, at) => ({
      turns: [at, at + 1],
      mergeable,
      verdict: mergeable === 'no' ? 'required' : 'mergeable',
      why: `It is ${mergeable}.`,
    })),
    missed: { ...lost('yes'), atMost: lost('yes', 'maybe') },
    known: { times: true, tokens: true, inputs: true },
    unknownTools: new Set(['run']),
    ...more,
  }
}
