/** The heights of a list's items: guessed, until they have been measured. */
export class Heights {
  #heights: number[] = []
  #tops: Float64Array = new Float64Array(1)
  #isDirty = true

  /** The list has so many items now. Those that were there keep what is known of them. */
  resize(count: number, guess: (index: number) => number): void {
    if (count === this.#heights.length) return
    this.#heights.length = Math.min(this.#heights.length, count)
    for (let at = this.#heights.length; at < count; at++) this.#heights.push(guess(at))
    this.#isDirty = true
  }

  /** @returns whether that is news. */
  measure(index: number, height: number): boolean {
    if (this.#heights[index] === height) return false
    this.#heights[index] = height
    this.#isDirty = true
    return true
  }

  top(index: number): number {
    if (this.#isDirty) this.#addUp()
    return this.#tops[Math.min(index, this.#heights.length)] as number
  }

  get total(): number {
    return this.top(this.#heights.length)
  }

  /** The item at a height from the top. */
  at(y: number): number {
    let [low, high] = [0, this.#heights.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.top(middle + 1) > y) high = middle
      else low = middle + 1
    }
    return low
  }

  #addUp(): void {
    this.#tops = new Float64Array(this.#heights.length + 1)
    for (const [at, height] of this.#heights.entries())
      this.#tops[at + 1] = (this.#tops[at] as number) + height
    this.#isDirty = false
  }
}
