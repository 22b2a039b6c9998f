import type { ToolCall } from '../../call/call.ts'
import { CallIds } from '../shared/call-ids.ts'
import { type IsTool, unwrapped } from '../shared/parallel-wrapper.ts'
import type { Stop, Usage } from '../codec.ts'
import { argumentsOf, type DraftCall } from './call.ts'
import { atLeast, isRecord } from '../shared/shape.ts'

/** A Chat Completions message that is being read, whole or streamed. */
export interface ChatDraft {
  id: string
  /** Undefined until there is any. */
  content: unknown
  refusal: string
  /** Fields of the message that are not named here. */
  readonly others: Record<string, unknown>
  calls: readonly DraftCall[]
  /** The names of fields in entries of `tool_calls` that nobody could read as a call. */
  readonly unread: Set<string>
  finishReason: string | undefined
  usage: Usage
  readonly ids: CallIds
  readonly isTool: IsTool | undefined
}

export function makeDraft(isTool?: IsTool): ChatDraft {
  return {
    id: '',
    content: undefined,
    refusal: '',
    others: {},
    calls: [],
    unread: new Set(),
    finishReason: undefined,
    usage: { inputTokens: 0, outputTokens: 0 },
    ids: new CallIds(),
    isTool,
  }
}

/** A server that puts arguments under no call at all has sent none. */
export function isCall({ id, name }: DraftCall): boolean {
  return id !== '' || name !== ''
}

/** What the finished call stands for. Asked for in call order, so that ids are given in that order; read once. */
export function callsOf(draft: ChatDraft, call: DraftCall, cutOff = false): readonly ToolCall[] {
  call.call ??= {
    id: draft.ids.give(call.id, draft.id),
    name: call.name || 'unnamed_tool',
    ...argumentsOf(call, cutOff),
  }
  return unwrapped(call.call, draft.isTool)
}

/** The calls of the whole message. Of one that must not run, the last may be cut off. */
export function settleCalls(draft: ChatDraft, { kind }: Stop): ToolCall[] {
  const cutOff = kind === 'length' || kind === 'broken' || kind === 'refusal'
  const last = draft.calls.at(-1)
  return draft.calls.flatMap((call) => callsOf(draft, call, cutOff && call === last))
}

/** Some servers count in every chunk, the totals so far. Moonshot counts in the choice, Groq in a field of its own. */
export function countUsage(draft: ChatDraft, usage: unknown): void {
  if (!isRecord(usage)) return
  draft.usage = {
    inputTokens: atLeast(draft.usage.inputTokens, usage.prompt_tokens),
    outputTokens: atLeast(draft.usage.outputTokens, usage.completion_tokens),
  }
}
