import { parseKey } from './key.ts'
import { addAll } from '../util/add-all.ts'

interface Node<T> {
  readonly children: Map<string, Node<T>>
  readonly items: Set<T>
}

/** Items filed under resource keys, found by every key that overlaps one of theirs. */
export class KeyIndex<T> {
  readonly #root: Node<T> = makeNode()
  #size = 0

  /** How many items there are, each counted under each of its keys. */
  get size(): number {
    return this.#size
  }

  add(key: string, item: T): void {
    let node = this.#root
    for (const segment of parseKey(key)) {
      let child = node.children.get(segment)
      if (child === undefined) {
        child = makeNode()
        node.children.set(segment, child)
      }
      node = child
    }
    if (!node.items.has(item)) this.#size += 1
    node.items.add(item)
  }

  remove(key: string, item: T): void {
    const path: [Node<T>, string][] = []
    let node: Node<T> | undefined = this.#root
    for (const segment of parseKey(key)) {
      path.push([node, segment])
      node = node.children.get(segment)
      if (node === undefined) return
    }
    if (node.items.delete(item)) this.#size -= 1
    // Empty nodes go, so that the index is never larger than what it holds.
    for (const [parent, segment] of path.reverse()) {
      const child = parent.children.get(segment)
      if (child === undefined || child.items.size > 0 || child.children.size > 0) return
      parent.children.delete(segment)
    }
  }

  /** The items under keys that cover `key` or lie below it. */
  overlapping(key: string): Set<T> {
    const found = new Set<T>()
    let node: Node<T> | undefined = this.#root
    for (const segment of parseKey(key)) {
      for (const item of node.items) found.add(item)
      node = node.children.get(segment)
      if (node === undefined) return found
    }
    const below = [node]
    for (const one of below) {
      for (const item of one.items) found.add(item)
      addAll(below, one.children.values())
    }
    return found
  }
}

function makeNode<T>(): Node<T> {
  return { children: new Map(), items: new Set() }
}
