import { type DraftCall, extendCall, functionOf, idOf, isComplete, makeCall } from './call.ts'
import { recordsOf, textOf, type Fields } from '../shared/shape.ts'

/**
 * The calls of a streamed message, put together from the entries of its deltas' `tool_calls`.
 *
 * OpenAI numbers them by `index` and names each once, in its first entry. Servers that call themselves compatible
 * send `index: 0` for every call, no index, no ids, one id for all, a new id with every piece, or whole calls at
 * once; so an entry is matched by what it says:
 *
 * - It continues the call of its index, else of its id, else the latest one.
 * - It begins a call of its own if there is none to continue; if it has a name and another id than that call; if
 *   it has another id and that call is complete; or if it has a name again, with another name than that call, or
 *   with arguments although that call is complete, or in one delta with that call's last entry.
 */
export class ChatCalls {
  readonly list: DraftCall[] = []
  readonly #byIndex = new Map<unknown, DraftCall>()
  readonly #byId = new Map<string, DraftCall>()
  /** Counts the deltas. */
  #delta = 0

  /**
   * Takes one delta's entries. `onBegin` is called before a call begins, so that those before it can be judged as
   * they stand; it says whether the call may.
   *
   * @returns whether they make sense: a call that is certain must not get more arguments.
   */
  take(entries: unknown, onBegin: () => boolean): boolean {
    this.#delta += 1
    for (const entry of recordsOf(entries)) {
      const before = this.#before(entry)
      let call = before
      if (call === undefined || begins(call, entry, call.delta === this.#delta)) {
        if (!onBegin()) return true
        call = makeCall()
        this.list.push(call)
      } else if (call.call !== undefined && givesMore(entry)) return false
      extendCall(call, entry)
      call.delta = this.#delta
      if (typeof entry.index === 'number') this.#byIndex.set(entry.index, call)
      if (call.id !== '' && call !== before) this.#byId.set(call.id, call)
    }
    return true
  }

  #before(entry: Fields): DraftCall | undefined {
    if (typeof entry.index === 'number') return this.#byIndex.get(entry.index)
    const id = idOf(entry)
    if (id === '') return this.list.at(-1)
    const named = textOf(functionOf(entry).name) !== ''
    return this.#byId.get(id) ?? (named ? undefined : this.list.at(-1))
  }
}

function begins(before: DraftCall, entry: Fields, inOneDelta: boolean): boolean {
  const { name } = functionOf(entry)
  const id = idOf(entry)
  const named = textOf(name) !== ''
  if (id !== '' && before.id !== '' && id !== before.id) return named || isComplete(before)
  if (!named || before.name === '') return false
  if (name !== before.name || inOneDelta) return true
  return givesMore(entry) && isComplete(before)
}

function givesMore(entry: Fields): boolean {
  const { arguments: given } = functionOf(entry)
  return typeof given === 'string' ? /\S/.test(given) : given !== null && given !== undefined
}
