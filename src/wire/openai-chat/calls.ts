import type { IsTool } from '../shared/parallel-wrapper.ts'
import { isCall } from './draft.ts'
import { readArguments } from '../shared/arguments/arguments.ts'
import { sameJson } from '../../util/same-json.ts'
import {
  addArguments,
  argumentsOf,
  type CallEntry,
  type DraftCall,
  entriesIn,
  extendCall,
  hasArguments,
  isComplete,
  isEmptyObject,
  isOldForm,
  makeCall,
  saysCall,
  textSoFar,
} from './call.ts'

/**
 * The calls of a streamed message, put together from the entries of its deltas' `tool_calls`.
 *
 * OpenAI numbers them by `index` and names each once, in its first entry. Servers that call themselves compatible
 * send `index: 0` for every call, no index, no ids, one id for all, a new id with every piece, the pieces of a call under the
 * next index, names in pieces, or whole calls at once; so an entry is matched by what it says:
 *
 * - It continues the call of its id, else of its index, else, if it has neither an id nor a name, the latest one.
 * - It begins a call of its own if there is no call to continue; if it has a name and another id, or another index, than that
 *   call; if it has another id and that call is complete; or if it has a name again, which is no piece of that call's, with
 *   arguments although that call is complete, or in one delta with that call's last entry.
 * - It is a repetition if it says of a complete call what is known: the same id, name, place and arguments.
 * - A name that comes again after whole arguments begins a call only if more arguments come.
 *
 * A call may be told twice as a whole, also under another index or in the old form: `found` has it once.
 */
export class ChatCalls {
  /** In the order of their numbers; those without one, or with the same, as they came. */
  readonly list: DraftCall[] = []
  readonly #isTool: IsTool | undefined
  readonly #byIndex = new Map<number, DraftCall>()
  /** Several may have one id. */
  readonly #byId = new Map<string, DraftCall[]>()
  /** Those in the old form. A message that keeps to it has one at most, without an id. */
  readonly #old: DraftCall[] = []
  #latest: DraftCall | undefined
  /** Counts the deltas. */
  #delta = 0

  constructor(isTool: IsTool | undefined) {
    this.#isTool = isTool
  }

  /**
   * Takes one delta's entries. `onBegin` is called before a call begins, so that those before it can be judged as
   * they stand; it says whether the call may.
   *
   * @returns whether they make sense: a call that is certain must not get more arguments.
   */
  take(entries: readonly CallEntry[], onBegin: () => boolean): boolean {
    this.#delta += 1
    for (const entry of entries) {
      const before = this.#before(entry)
      if (before !== undefined && this.#isRepetition(before, entry)) continue
      const name = before === undefined ? undefined : this.#nameWith(before, entry)
      if (before === undefined || name === undefined) {
        if (!saysCall(entry)) continue
        if (!onBegin()) return true
        this.#begin(before?.isNamedAgain ? { ...entry, name: entry.name || before.name } : entry)
      } else if (before.call !== undefined && givesMore(entry)) return false
      else {
        before.name = name
        before.isNamedAgain = entry.name !== '' && isComplete(before)
        this.#extend(before, entry)
      }
    }
    return true
  }

  /** Takes from the whole message, which a server may send after its pieces, what the pieces did not say. */
  complete(calls: unknown, onBegin: () => boolean): void {
    for (const [place, entry] of entriesIn(calls).entries()) {
      if (!saysCall(entry)) continue
      const known = this.#byId.get(entry.id)?.at(-1) ?? this.list[place]
      if (known === undefined || (known.name !== '' && entry.name !== known.name)) {
        if (!onBegin()) return
        this.#begin(entry)
        continue
      }
      if (known.call === undefined) addMissing(known, entry)
    }
  }

  /** Those that are calls. Nothing but another id under the number of a call is not a call, if nothing more came. */
  get found(): readonly DraftCall[] {
    const counts = new Map<number | undefined, number>([[undefined, -Infinity]])
    for (const { index } of this.list) counts.set(index, (counts.get(index) ?? 0) + 1)
    const isDoubled = ({ index }: DraftCall): boolean => (counts.get(index) ?? 0) > 1
    return this.list.filter(
      (call) => isCall(call) && !(isBare(call) && isDoubled(call)) && !this.isToldTwice(call),
    )
  }

  /** Whether another says the same, which counts: the first of them, or one that has been told. A told one always does. */
  isToldTwice(call: DraftCall): boolean {
    if (call.call !== undefined) return false
    const namesakes = this.#byId.get(call.id) ?? none
    if (namesakes.length > 1) {
      const place = namesakes.indexOf(call)
      if (
        namesakes.some(
          (other, at) =>
            at !== place && isSaidBy(call, other, other.call !== undefined || at < place),
        )
      )
        return true
    }
    if (!isOldForm(call))
      return this.#old.some((old) => old.call !== undefined && isSaidBy(call, old, true))
    const place = this.#old.indexOf(call)
    return this.list.some((other) => {
      const isFirst =
        other.call !== undefined || !isOldForm(other) || this.#old.indexOf(other) < place
      return other !== call && isSaidBy(call, other, isFirst)
    })
  }

  #begin(entry: CallEntry): void {
    const call = makeCall()
    call.name = entry.name
    if (isOldForm(entry)) this.#old.push(call)
    this.#extend(call, entry)
    const before = this.list.findLastIndex((other) => !comesAfter(other, call))
    this.list.splice(before + 1, 0, call)
  }

  #extend(call: DraftCall, entry: CallEntry): void {
    extendCall(call, entry)
    call.delta = this.#delta
    this.#latest = call
    if (call.index !== undefined && call.index === entry.index) this.#byIndex.set(call.index, call)
    if (call.id === '' || entry.id !== call.id) return
    const namesakes = this.#byId.get(call.id)
    if (namesakes === undefined) this.#byId.set(call.id, [call])
    else if (!namesakes.includes(call)) namesakes.push(call)
  }

  #before({ id, index, name }: CallEntry): DraftCall | undefined {
    const namesakes = id === '' ? none : (this.#byId.get(id) ?? none)
    if (namesakes.length > 0)
      return (
        namesakes.find((call) => index !== undefined && call.index === index) ?? namesakes.at(-1)
      )
    const numbered = index === undefined ? undefined : this.#byIndex.get(index)
    if (numbered !== undefined) return numbered
    const isPiece = name === '' && (id === '' || index === undefined)
    return isPiece || (id === '' && index === undefined) ? this.#latestOpen() : undefined
  }

  /** The call that was spoken of last, or, if nothing can be added to that one, the last to which something can. */
  #latestOpen(): DraftCall | undefined {
    const latest = this.#latest
    if (latest === undefined || !isComplete(latest)) return latest
    return this.list.findLast((call) => !isComplete(call)) ?? latest
  }

  /** Whether all that the entry says of a complete call is known. */
  #isRepetition(call: DraftCall, { id, index, name, given }: CallEntry): boolean {
    if (call.delta === this.#delta || typeof given !== 'string' || !/\S/.test(given)) return false
    if (index !== undefined && call.index !== undefined && index !== call.index) return false
    const isSame = id === '' ? name === '' : id === call.id && (name === '' || name === call.name)
    return isSame && isComplete(call) && (given === textSoFar(call) || isSameObject(given, call))
  }

  /** The call's name once the entry has been added to it; undefined if the entry begins another call. */
  #nameWith(call: DraftCall, entry: CallEntry): string | undefined {
    const { id, index, name } = entry
    const isOther = id !== '' && call.id !== '' && id !== call.id
    if (isOther && (name !== '' || (isComplete(call) && !isBlank(entry)))) return undefined
    if (name === '' && call.isNamedAgain && givesMore(entry)) return undefined
    if (name === '' || call.name === '') return name || call.name
    const hasOtherPlace = index !== undefined && call.index !== undefined && index !== call.index
    if (hasOtherPlace || call.delta === this.#delta) return undefined
    if (hasArguments(call)) {
      const isAgain = name === call.name && !(givesMore(entry) && isComplete(call))
      return isAgain ? name : undefined
    }
    if (name === call.name) return name
    // Without an id or a number nothing says that it is the same call.
    return id === '' && index === undefined ? undefined : this.#joinedName(call.name, name)
  }

  /** A name that comes in pieces, or longer each time. Where it could be either, or another call's, the toolset decides. */
  #joinedName(before: string, piece: string): string | undefined {
    const isTool = (name: string): boolean => this.#isTool?.(name) === true
    if (isTool(before + piece)) return before + piece
    if (isTool(piece)) return isTool(before) && !piece.startsWith(before) ? undefined : piece
    return piece.startsWith(before) ? piece : before + piece
  }
}

const none: readonly DraftCall[] = []

/** Whether a call says no more than another of its name: the same, or nothing, which counts only where nothing else is said. */
export function isSaidBy(call: DraftCall, other: DraftCall, isFirst: boolean): boolean {
  if (call.name !== other.name) return false
  if (!hasArguments(call)) return hasArguments(other) || isFirst
  return isFirst && isComplete(call) && isComplete(other) && sameJson(inputOf(call), inputOf(other))
}

function inputOf(call: DraftCall): unknown {
  return argumentsOf(call, false).input
}

/** Whether a text is the object of a complete call, however it is spaced. */
function isSameObject(text: string, call: DraftCall): boolean {
  if (!/^\s*\{[^]*\}\s*$/.test(text)) return false
  const { input, invalid } = readArguments(text)
  return invalid === undefined && sameJson(input, inputOf(call))
}

/** Whether a call that has not been told stands behind another by their numbers. */
function comesAfter(call: DraftCall, other: DraftCall): boolean {
  if (call.call !== undefined || call.index === undefined || other.index === undefined) return false
  return call.index > other.index
}

function isBare({ name, value, pieces }: DraftCall): boolean {
  return name === '' && value === undefined && !pieces.some((piece) => /\S/.test(piece))
}

function addMissing(call: DraftCall, { id, name, given }: CallEntry): void {
  call.id ||= id
  call.name ||= name
  if (given === undefined || (call.value !== undefined && !isEmptyObject(call.value))) return
  const before = textSoFar(call)
  if (before === '') addArguments(call, given)
  else if (typeof given === 'string' && given.length > before.length && given.startsWith(before))
    addArguments(call, given.slice(before.length))
}

/** Whether an entry brings white space in the place of arguments. */
function isBlank(entry: CallEntry): boolean {
  return entry.given !== undefined && !givesMore(entry)
}

function givesMore({ given }: CallEntry): boolean {
  return typeof given === 'string' ? /\S/.test(given) : given !== undefined
}
