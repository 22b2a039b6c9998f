/** Adds items to a list: `push(...items)` overflows the stack when there are more than some 120,000 of them. */
export function addAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item)
}
