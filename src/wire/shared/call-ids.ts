/** Counts the calls that have no id in messages that have none either. */
let anonymous = 0

/**
 * Which call of its message, from 1, an id was made for: whenever the message is read, the number is the same. Undefined for an
 * id that was not made.
 */
export function numberIn(id: string): string | undefined {
  return /^(?:call|noid)_[a-zA-Z0-9]+_(\d+)$/.exec(id)?.[1]
}

/**
 * Gives the calls of one message their ids, in call order: the provider's own, to the letter, unless it is missing
 * or an earlier call has it. Made ones are built from the message's id, so that they differ from those of every
 * other message of a conversation (Anthropic refuses a doubled id anywhere in it) and are the same each time that
 * the message is read. They match `^[a-zA-Z0-9_-]+$` and stay under 40 characters, OpenAI's limit.
 */
export class CallIds {
  readonly #taken = new Set<string>()
  #base: string | undefined

  /** `messageId`: the provider's id of the message, if it has one. `prefix`: what an id that is made begins with. */
  give(id: string, messageId: string, prefix = 'call'): string {
    if (id !== '' && !this.#taken.has(id)) {
      this.#taken.add(id)
      return id
    }
    this.#base ??= messageId.replace(/[^a-zA-Z0-9]/g, '').slice(-24) || `n${++anonymous}`
    for (let n = this.#taken.size + 1; ; n += 1) {
      const made = `${prefix}_${this.#base}_${n}`
      if (this.#taken.has(made)) continue
      this.#taken.add(made)
      return made
    }
  }
}
