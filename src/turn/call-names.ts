import type { ToolCall } from '../call/call.ts'

/** What a call is known by. */
export interface CallName {
  /** The call's own id, or one of ours if it has none. */
  readonly id: string
  /** Unlike the id, no other call of the turn has it. */
  readonly key: string
}

/** Names a turn's calls: providers leave ids out, and give one id to two calls. */
export class CallNames {
  readonly #taken = new Set<string>()

  name(call: ToolCall, index: number): CallName {
    const id = call.id || this.#make(index)
    if (!this.#taken.has(id)) {
      this.#taken.add(id)
      return { id, key: id }
    }
    return { id, key: `${id}#${index}` }
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
