import type { ToolCall } from './call.ts'

/** Gives a turn's calls ids: providers leave them out, and give one to two calls. */
export class CallIdMaker {
  readonly #taken = new Set<string>()

  /** The call's own id, or one of ours if it has none. */
  idOf(call: ToolCall, index: number): string {
    return call.id || this.#make(index)
  }

  /** The id itself, or one like it if another call of the turn has that: unlike the id, no other has it. */
  takeKey(id: string, index: number): string {
    const taken = this.#taken
    const { size } = taken
    // To look first would be to look twice: nearly no id is there already.
    taken.add(id)
    if (taken.size > size) return id
    let key = `${id}#${index}`
    while (taken.has(key)) key += '#'
    taken.add(key)
    return key
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
