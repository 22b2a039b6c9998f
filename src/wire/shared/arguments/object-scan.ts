const structure: RegExp = /["{}[\]]/g
const inside: RegExp = /["\\]/g

/**
 * Follows a JSON object that arrives in pieces, and knows when its last brace has come. It looks at each character
 * once, however often it is asked. It counts brackets only: whether it is JSON is for `JSON.parse` to say.
 */
export class ObjectScan {
  #depth = 0
  #inString = false
  #escaped = false
  #state: 'before' | 'within' | 'closed' | 'other' = 'before'

  /** An object has begun and ended, and nothing but space came before or after. */
  get closed(): boolean {
    return this.#state === 'closed'
  }

  feed(piece: string): void {
    let from = 0
    if (this.#state === 'before') {
      from = piece.search(/\S/)
      if (from < 0) return
      this.#state = piece[from] === '{' ? 'within' : 'other'
    }
    while (this.#state === 'within' && from < piece.length)
      from = this.#inString ? this.#throughString(piece, from) : this.#toNext(piece, from)
    if (this.#state === 'closed' && /\S/.test(piece.slice(from))) this.#state = 'other'
  }

  #toNext(piece: string, from: number): number {
    structure.lastIndex = from
    const found = structure.exec(piece)?.[0]
    if (found === undefined) return piece.length
    if (found === '"') this.#inString = true
    else this.#depth += found === '{' || found === '[' ? 1 : -1
    if (this.#depth === 0) this.#state = 'closed'
    return structure.lastIndex
  }

  #throughString(piece: string, from: number): number {
    if (this.#escaped) {
      this.#escaped = false
      return from + 1
    }
    inside.lastIndex = from
    const found = inside.exec(piece)?.[0]
    if (found === undefined) return piece.length
    if (found === '"') this.#inString = false
    else this.#escaped = true
    return inside.lastIndex
  }
}
