import type { ToolCall } from './call.ts'

/** What a call is known by. */
export interface CallIds {
  /** The call's own id, or one of ours if it has none. */
  readonly id: string
  /** Unlike the id, no other call of the turn has it. */
  readonly key: string
}

/** Gives a turn's calls ids: providers leave them out, and give one to two calls. */
export class CallIdMaker {
  readonly #taken = new Set<string>()

  next(call: ToolCall, index: number): CallIds {
    const id = call.id || this.#make(index)
    if (!this.#taken.has(id)) {
      this.#taken.add(id)
      return { id, key: id }
    }
    let key = `${id}#${index}`
    while (this.#taken.has(key)) key += '#'
    this.#taken.add(key)
    return { id, key }
  }

  has(id: string): boolean {
    return this.#taken.has(id)
  }

  #make(index: number): string {
    let number = index + 1
    while (this.#taken.has(`call_${number}`)) number += 1
    return `call_${number}`
  }
}
