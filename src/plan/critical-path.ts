import type { PlannedCall } from './plan.ts'

/**
 * The indices of a longest chain of calls that wait for each other; of several as long, the one that is complete
 * first. Calls that do not run count for nothing.
 */
export function longestChain(calls: readonly PlannedCall[]): number[] {
  const chains: { readonly length: number; readonly after: number | undefined }[] = []
  let longest = 0
  let end: number | undefined
  for (const { index, runs, waitsFor } of calls) {
    let length = runs ? 1 : 0
    let after: number | undefined
    for (const wait of waitsFor) {
      const through = 1 + (chains[wait.index]?.length ?? 0)
      if (through > length) [length, after] = [through, wait.index]
    }
    chains.push({ length, after })
    if (length > longest) [longest, end] = [length, index]
  }
  const chain: number[] = []
  for (let index = end; index !== undefined; index = chains[index]?.after) chain.push(index)
  return chain.toReversed()
}
