import type { ToolCall } from '../../call/call.ts'
import type { Usage } from '../codec.ts'
import { readArguments } from '../shared/arguments/arguments.ts'
import { CallIds } from '../shared/call-ids.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { atLeast, isCallEntry, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { callKey } from '../shared/stream/told-again.ts'
import { sameJson } from '../../util/same-json.ts'
import { endingWord } from '../shared/ending/stop.ts'

/** A tool call as it came, always whole. */
export interface DraftCall {
  readonly entry: Fields
  /** The call, once it is certain. */
  call?: ToolCall
}

/** An Ollama message that is being read, whole or streamed. */
export interface OllamaDraft {
  /** What stands for the id that messages lack: when the first piece was made, to the microsecond or finer. */
  createdAt: string
  content: string
  thinking: string
  /** Fields of the message that are not named here. */
  readonly others: Record<string, unknown>
  readonly calls: DraftCall[]
  /** The server said that the message is complete. */
  done: boolean
  doneReason: string | undefined
  usage: Usage
  readonly ids: CallIds
  readonly isTool: IsTool | undefined
}

export function makeDraft(isTool?: IsTool): OllamaDraft {
  return {
    createdAt: '',
    content: '',
    thinking: '',
    others: {},
    calls: [],
    done: false,
    doneReason: undefined,
    usage: { inputTokens: 0, outputTokens: 0 },
    ids: new CallIds(),
    isTool,
  }
}

/** The function of an entry of `tool_calls`. */
export function functionIn(entry: Fields): Fields {
  return isRecord(entry.function) ? entry.function : {}
}

/** The entries of a message that say something. */
export function entriesIn({ tool_calls: entries }: Fields): readonly Fields[] {
  return recordsOf(entries).filter((entry) => {
    const { name, arguments: given } = functionIn(entry)
    return isCallEntry({ id: entry.id, name }, given)
  })
}

/** What a call is known by in another line, if it has an id. */
export function keyOf(entry: Fields): string | undefined {
  const { name, arguments: given } = functionIn(entry)
  return callKey(entry.id, name, given)
}

/** Whether two entries have one id, if any, one name and the same arguments. */
export function isSame(entry: Fields, other: Fields | undefined): boolean {
  if (other === undefined || textOf(entry.id) !== textOf(other.id)) return false
  const { name, arguments: given } = functionIn(entry)
  const { name: otherName, arguments: otherGiven } = functionIn(other)
  return name === otherName && sameJson(given ?? null, otherGiven ?? null)
}

/** The finished call. Asked for in call order, so that ids are given in that order; read once. */
export function callOf(draft: OllamaDraft, call: DraftCall, cutOff = false): ToolCall {
  const { name, arguments: given } = functionIn(call.entry)
  call.call ??= {
    id: draft.ids.give(textOf(call.entry.id), draft.createdAt),
    name: textOf(name) || 'unnamed_tool',
    ...readArguments(given, cutOff),
  }
  return call.call
}

/** Takes what stands beside the message: its time, its end and the counts, which come with the end. */
export function noteEnvelope(draft: OllamaDraft, response: Fields): void {
  draft.createdAt ||= textOf(response.created_at)
  draft.usage = {
    inputTokens: atLeast(draft.usage.inputTokens, response.prompt_eval_count),
    outputTokens: atLeast(draft.usage.outputTokens, response.eval_count),
  }
  if (response.done !== true) return
  draft.done = true
  draft.doneReason = endingWord(response.done_reason) || undefined
}
