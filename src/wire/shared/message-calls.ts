import type { ToolCall } from '../../call/call.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import type { Arguments } from './arguments/arguments.ts'
import { CallIds } from './call-ids.ts'

/** What a call is known by, before its arguments are there; empty text for what it lacks. */
export interface CallName {
  readonly id: string
  readonly name: string
}

/** A part of a message that may be a call. */
export interface CallPart {
  /** The call, once it is certain. */
  call?: ToolCall
  /** A call before it is the same one, told already. */
  again?: boolean
}

/** What a call's part says, once it is certain. */
export interface SaidCall extends CallName {
  /** Read only once. */
  readonly read: () => Arguments
  /** Nothing at all came as its arguments. */
  readonly isBare: boolean
}

/**
 * The calls of one message, read in call order. Servers and proxies tell a call twice, under another index or at another place:
 * what has the id, the name and the arguments of an earlier call, or its id and name and no arguments, is that call. With other
 * arguments, or without an id, it is a call of its own.
 */
export class MessageCalls {
  readonly #ids = new CallIds()
  readonly #read = new Map<string, Namesakes>()

  /**
   * The call of a part; none if it is told `again`. What is found the first time stays.
   *
   * @param give gives it its id.
   */
  read(part: CallPart, said: SaidCall, give: (ids: CallIds) => string): readonly ToolCall[] {
    if (part.call !== undefined) return [part.call]
    if (part.again) return []
    const args = said.read()
    if (said.id !== '' && this.#isTold(said, args)) {
      part.again = true
      return []
    }
    part.call = { id: give(this.#ids), name: said.name || 'unnamed_tool', ...args }
    return [part.call]
  }

  /** Whether a call of this id and name has been read, so that one that is still open may be it. */
  mayBeAgain(name: CallName): boolean {
    return this.#read.has(keyOf(name))
  }

  #isTold(said: SaidCall, args: Arguments): boolean {
    const key = keyOf(said)
    const before = this.#read.get(key)
    if (before === undefined) {
      this.#read.set(key, { first: args, known: undefined })
      return false
    }
    if (said.isBare) return true
    const known = (before.known ??= new Set([textFor(before.first)]))
    const text = textFor(args)
    if (text === undefined) return false
    if (known.has(text)) return true
    known.add(text)
    return false
  }
}

/** The arguments of the calls of one id and name, as texts only once there are two. */
interface Namesakes {
  readonly first: Arguments
  known: Set<string | undefined> | undefined
}

/** With the length of the id before it, no two are written alike. */
function keyOf({ id, name }: CallName): string {
  return `${id.length} ${id} ${name}`
}

/** What says of arguments that they are the same, however they are written. Of those that cannot be read, their text. */
function textFor({ input, invalid, digits }: Arguments): string | undefined {
  if (invalid === undefined) return canonicalJson([input, digits ?? []])
  return invalid.text === '' ? undefined : `${invalid.reason} ${invalid.text}`
}
