/** A thing that knows its own place in a heap, so that it can be taken out of the middle. */
export interface HeapItem {
  /** Kept by the heap; -1 when in none. */
  heapIndex: number
}

/** A binary min-heap whose items can be removed from anywhere in O(log n). */
export class Heap<T extends HeapItem> {
  readonly #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#items.length
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  /** All of them, in no order. */
  [Symbol.iterator](): Iterator<T> {
    return this.#items[Symbol.iterator]()
  }

  push(item: T): void {
    this.#items.push(item)
    this.#up(item, this.#items.length - 1)
  }

  pop(): T | undefined {
    const first = this.#items[0]
    if (first !== undefined) this.remove(first)
    return first
  }

  remove(item: T): void {
    const index = item.heapIndex
    if (this.#items[index] !== item) return
    const last = this.#items.pop() as T
    item.heapIndex = -1
    if (last === item) return
    this.#place(last, index)
    this.update(last)
  }

  /** Moves an item whose order has changed to where it now belongs. */
  update(item: T): void {
    this.#up(item, item.heapIndex)
    this.#down(item, item.heapIndex)
  }

  #place(item: T, index: number): void {
    this.#items[index] = item
    item.heapIndex = index
  }

  #up(item: T, from: number): void {
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#items[parentIndex] as T
      if (!this.#before(item, parent)) break
      this.#place(parent, index)
      index = parentIndex
    }
    this.#place(item, index)
  }

  #down(item: T, from: number): void {
    const size = this.#items.length
    let index = from
    for (;;) {
      let childIndex = 2 * index + 1
      if (childIndex >= size) break
      const right = this.#items[childIndex + 1]
      if (right !== undefined && this.#before(right, this.#items[childIndex] as T)) childIndex += 1
      const child = this.#items[childIndex] as T
      if (!this.#before(child, item)) break
      this.#place(child, index)
      index = childIndex
    }
    this.#place(item, index)
  }
}
