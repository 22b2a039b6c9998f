import type { ToolCall } from '../../call/call.ts'
import type { Usage } from '../codec.ts'
import { readArguments } from '../shared/arguments/arguments.ts'
import { type CallPart, MessageCalls } from '../shared/message-calls.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { atLeast, isCallEntry, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { sameJson } from '../../util/same-json.ts'
import { endingWord } from '../shared/ending/stop.ts'

/** A tool call as it came, always whole. */
export interface DraftCall extends CallPart {
  readonly entry: Fields
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
  readonly messageCalls: MessageCalls
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
    messageCalls: new MessageCalls(),
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

/** Whether two entries have one id, if any, one name and the same arguments. */
export function isSame(entry: Fields, other: Fields | undefined): boolean {
  if (other === undefined || textOf(entry.id) !== textOf(other.id)) return false
  const { name, arguments: given } = functionIn(entry)
  const { name: otherName, arguments: otherGiven } = functionIn(other)
  return name === otherName && sameJson(given ?? null, otherGiven ?? null)
}

/** The finished call. Asked for in call order, so that ids are given in that order. */
export function callsOf(draft: OllamaDraft, call: DraftCall, cutOff = false): readonly ToolCall[] {
  const { name: named, arguments: given } = functionIn(call.entry)
  const [id, name] = [textOf(call.entry.id), textOf(named)]
  const isBare = given === undefined || given === ''
  const said = { id, name, isBare, read: () => readArguments(given, cutOff) }
  return draft.messageCalls.read(call, said, (ids) => ids.give(id, draft.createdAt))
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
