/**
 * The groups of nodes that reach each other, each of two or more, in a graph given as a list of targets by node.
 *
 * R. Tarjan, "Depth-first search and linear graph algorithms", 1972, with a stack of its own, so that a long chain does
 * not overflow the program's.
 */
export function findCycles(targets: readonly (readonly number[])[]): number[][] {
  const groups: number[][] = []
  /** By node: when it was first seen, from 0. */
  const seen: (number | undefined)[] = []
  /** By node: the earliest that it is known to reach, while its group is open; then Infinity. */
  const reaches: number[] = []
  /** Nodes seen whose group is not complete yet. */
  const open: number[] = []
  const path: { readonly node: number; readonly left: Iterator<number> }[] = []
  let clock = 0

  function enter(node: number): void {
    seen[node] = reaches[node] = clock++
    open.push(node)
    path.push({ node, left: (targets[node] ?? []).values() })
  }

  function lower(node: number, reached: number | undefined): void {
    reaches[node] = Math.min(reaches[node] ?? Infinity, reached ?? Infinity)
  }

  function leave(node: number): void {
    path.pop()
    const above = path.at(-1)
    if (above !== undefined) lower(above.node, reaches[node])
    if (reaches[node] !== seen[node]) return
    const group = open.splice(open.lastIndexOf(node))
    for (const member of group) reaches[member] = Infinity
    if (group.length > 1) groups.push(group)
  }

  for (const start of targets.keys()) {
    if (seen[start] === undefined) enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { value: target, done } = top.left.next()
      if (done === true) leave(top.node)
      else if (seen[target] === undefined) enter(target)
      else lower(top.node, reaches[target])
    }
  }
  return groups
}
