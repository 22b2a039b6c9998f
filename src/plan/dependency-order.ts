import type { Dependencies } from './dependencies.ts'

/**
 * The order in which steps take their place in line when all take equally long: round by round, in each those whose
 * dependencies were all in earlier ones. Within a round they keep their order.
 */
export function dependencyOrder(dependencies: readonly Dependencies[]): number[] {
  const dependents: number[][] = dependencies.map(() => [])
  const missing = dependencies.map(({ on }) => on.length)
  for (const [step, { on }] of dependencies.entries())
    for (const { index } of on) dependents[index]?.push(step)

  const order: number[] = []
  let round = [...dependencies.keys()].filter((step) => missing[step] === 0)
  while (round.length > 0) {
    const next: number[] = []
    for (const step of round) {
      order.push(step)
      for (const dependent of dependents[step] ?? []) {
        const left = (missing[dependent] ?? 0) - 1
        missing[dependent] = left
        if (left === 0) next.push(dependent)
      }
    }
    round = next.toSorted((a, b) => a - b)
  }
  return order
}
