import type { ToolCall } from '../../../call/call.ts'
import type { ToolResult } from '../../../call/report/result.ts'
import { printable } from '../../../util/printable.ts'
import type { Codec, History, HistoryFormat, HistoryOptions } from '../../codec.ts'
import { numberIn } from '../call-ids.ts'
import { wrapperId, type IsTool } from '../parallel-wrapper.ts'
import { sendable } from '../sent/sendable.ts'
import { isRecord, type Fields } from '../shape.ts'
import { paired, type HistoryShape, type Mention } from './shape.ts'

/** A message of the model's with calls that have no result, and what follows it until the model's next. */
interface Gap {
  readonly asked: readonly Fields[]
  readonly following: readonly Fields[]
  /** The calls as the message names them, and as they are run: a call may stand for several. */
  readonly mentions: readonly Mention[]
  readonly calls: readonly (readonly ToolCall[])[]
  /** Which of them have no result. */
  readonly missing: readonly number[]
  /** The message as it goes back. */
  readonly sent: readonly Fields[]
}

/**
 * Reads a conversation that is to go on. The calls of its last message that have no result are open, if nothing but results
 * follows it. Older ones are answered, each in its place: `lost` says with what.
 */
export function readHistory<Message>(
  messages: readonly Message[],
  codec: Codec<Message>,
  { isTool, lost }: HistoryOptions,
): History<Message> {
  const { history: format } = codec
  if (format === undefined) return nothingOpen(messages)
  const { shape } = format
  const warnings: string[] = []
  const all = named(messages, shape, isTool, warnings)
  const out: Fields[] = []
  const mentioned = lastMentions(all, shape)
  const answered = (gap: Gap, results: readonly ToolResult[]): Fields[] => {
    const written = codec.results(results, gap.sent as unknown as readonly Message[])
    return filled(gap, shape, results, written as unknown as readonly Fields[])
  }
  for (let at = 0; at < all.length;) {
    const { end, next } = groupAt(all, at, shape)
    const gap = gapIn(all, { at, end, next }, format, mentioned, isTool)
    if (gap === undefined) for (const message of all.slice(at, next)) out.push(message)
    else if (next === all.length && gap.following.every(shape.onlyAnswers)) {
      for (const message of gap.sent) out.push(message)
      const open = gap.missing.flatMap((place) => gap.calls[place] ?? [])
      return {
        messages: out as unknown as Message[],
        open,
        openId: (id) => idNow(gap, id),
        answered: (results) => answered(gap, results) as unknown as Message[],
        warnings,
      }
    } else {
      const results = gap.missing.flatMap((place) => gap.calls[place] ?? []).map(lost)
      warnings.push(lostWarning(at, results))
      for (const message of [...gap.sent, ...answered(gap, results)]) out.push(message)
    }
    at = next
  }
  return { ...nothingOpen(out as unknown as Message[]), warnings }
}

/** A conversation without open calls. */
export function nothingOpen<Message>(messages: readonly Message[]): History<Message> {
  return { messages, open: [], openId: (id) => id, answered: () => [], warnings: [] }
}

/** The call that had an id when its message came: if that was made, the call of its number. */
function idNow({ mentions, calls, missing }: Gap, id: string): string {
  const number = numberIn(id)
  if (number === undefined) return id
  for (const place of missing) {
    const call = calls[place]?.[0]
    if (call === undefined || mentions[place]?.id !== '') continue
    if (numberIn(call.id) === number) return call.id
  }
  return id
}

/** Where a message of the model's ends, and where the next one begins. */
function groupAt(
  all: readonly Fields[],
  at: number,
  { isModels, isList }: HistoryShape,
): { end: number; next: number } {
  const models = (place: number): boolean => {
    const message = all[place]
    return message !== undefined && isRecord(message) && isModels(message)
  }
  let end = at + 1
  if (models(at) && isList) while (models(end)) end += 1
  let next = end
  while (next < all.length && !models(next)) next += 1
  return { end, next }
}

function gapIn<Message>(
  all: readonly Fields[],
  { at, end, next }: { at: number; end: number; next: number },
  { shape, read, ours }: HistoryFormat<Message>,
  { answered, asked: askedLast }: LastMentions,
  isTool: IsTool,
): Gap | undefined {
  const asked = all.slice(at, end)
  const mentions = (ours?.(asked, isTool) ?? asked).flatMap((message) => callsIn(message, shape))
  if (mentions.length === 0) return undefined
  const following = all.slice(end, next)
  const answers = following.flatMap((message) => answersIn(message, shape))
  const isLater = ({ id }: Mention): boolean =>
    id !== '' && (answered.get(id) ?? -1) >= next && (askedLast.get(id) ?? -1) < end
  const missing = paired(mentions, answers).flatMap((place, index) =>
    place === undefined && !isLater(mentions[index] as Mention) ? [index] : [],
  )
  if (missing.length === 0) return undefined
  const reading = read(asked, `history${at}`, isTool)
  const calls = grouped(reading.calls)
  const changed = mentions.some(({ id }, place) => {
    const [first] = calls[place] ?? []
    if (first === undefined) return false
    const ownId = id === wrapperId(first.id) || (id === '' && shape.mayLackIds === true)
    return !ownId || first.invalid !== undefined
  })
  const sent = changed ? (reading.messages as unknown as readonly Fields[]) : asked
  return { asked, following, mentions, calls, missing, sent }
}

/** What follows the message, with these results among it. */
function filled(
  { following, mentions, calls }: Gap,
  shape: HistoryShape,
  results: readonly ToolResult[],
  written: readonly Fields[],
): Fields[] {
  const placeOf = (id: string): number =>
    calls.findIndex((group) => group.some((call) => call.id === id))
  const places = [...new Set(results.map(({ id }) => placeOf(id)))]
  return shape.fill(mentions, following, written, places)
}

/** The calls that one call of the message stands for, together. */
function grouped(calls: readonly ToolCall[]): ToolCall[][] {
  const groups: ToolCall[][] = []
  let before: string | undefined
  for (const call of calls) {
    const id = wrapperId(call.id)
    if (id === before) groups.at(-1)?.push(call)
    else groups.push([call])
    before = id
  }
  return groups
}

interface LastMentions {
  readonly asked: ReadonlyMap<string, number>
  readonly answered: ReadonlyMap<string, number>
}

/** Where each id was last asked for and answered: a result may stand later than it should. */
function lastMentions(all: readonly Fields[], shape: HistoryShape): LastMentions {
  const asked = new Map<string, number>()
  const answered = new Map<string, number>()
  for (const [at, message] of all.entries()) {
    for (const { id } of callsIn(message, shape)) asked.set(id, at)
    for (const { id } of answersIn(message, shape)) answered.set(id, at)
  }
  return { asked, answered }
}

function callsIn(message: unknown, { isModels, calls }: HistoryShape): readonly Mention[] {
  return isRecord(message) && isModels(message) ? calls(message) : []
}

function answersIn(message: unknown, { isModels, answers }: HistoryShape): readonly Mention[] {
  return isRecord(message) && !isModels(message) ? answers(message) : []
}

/** The messages with names that the provider takes back. What is no message stays, for the provider to refuse. */
function named(
  messages: readonly unknown[],
  shape: HistoryShape,
  isTool: IsTool,
  warnings: string[],
): Fields[] {
  const names: number[] = []
  const texts: number[] = []
  const all = messages.map((message, at) => {
    if (!isRecord(message)) return message as Fields
    const renamed = shape.named(message, isTool)
    if (renamed !== message) names.push(at)
    const sent = sendable(renamed)
    if (sent !== renamed) texts.push(at)
    return sent
  })
  if (names.length > 0)
    warnings.push(
      `${placesText(names)} names a tool as the provider refuses it. It is sent with "_" for the characters that are not allowed.`,
    )
  if (texts.length > 0)
    warnings.push(
      `${placesText(texts)} has half of a surrogate pair, which providers refuse, or nests too deep. It is sent with U+FFFD ` +
        'in its place, or without what is too deep.',
    )
  return all
}

function placesText([first, ...others]: readonly number[]): string {
  return `messages[${first}]${others.length === 0 ? '' : ` (and ${others.length} more)`}`
}

function lostWarning(at: number, results: readonly ToolResult[]): string {
  const names = results.slice(0, 5).map(({ name, id }) => `${printable(name)} (${printable(id)})`)
  const more = results.length > names.length ? `, and ${results.length - names.length} more` : ''
  return (
    `messages[${at}] has calls without a result: ${names.join(', ')}${more}. Nothing is known of them, and the model is told so. ` +
    'Keep the results of a turn with its message, as `result.messages` has them.'
  )
}
