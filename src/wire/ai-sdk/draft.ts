import type { ToolCall } from '../../call/call.ts'
import type { Usage } from '../codec.ts'
import { readArguments } from '../shared/arguments/arguments.ts'
import { CallIds } from '../shared/call-ids.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { atLeast, isCallEntry, isRecord, textOf, type Fields } from '../shared/shape.ts'
import { callKey } from '../shared/call-key.ts'
import type { Finish } from './stop.ts'

/** A part of a message that is being read. */
export interface DraftPart {
  /** As it came, the metadata that came last included. */
  fields: Record<string, unknown>
  /** The pieces of its text, or of the preview of a call's input; joined only once. */
  readonly pieces: string[]
  open: boolean
  /** A call of which only the preview of its input has come; its `tool-call` part has not. */
  preview: boolean
  /** The call, once it is certain. */
  call?: ToolCall
}

/** A language model's message that is being read, whole or streamed. */
export interface AiSdkDraft {
  id: string
  readonly parts: DraftPart[]
  finish: Finish | undefined
  usage: Usage
  readonly ids: CallIds
  /** The ids of calls whose results the provider has sent itself. */
  readonly served: Set<string>
  /** What its calls are known by. */
  readonly known: Set<string>
  readonly isTool: IsTool | undefined
}

export function makeDraft(isTool?: IsTool): AiSdkDraft {
  return {
    id: '',
    parts: [],
    finish: undefined,
    usage: { inputTokens: 0, outputTokens: 0 },
    ids: new CallIds(),
    served: new Set(),
    known: new Set(),
    isTool,
  }
}

/** Adds a part that came whole. */
export function addPart({ parts }: AiSdkDraft, fields: Fields): void {
  parts.push({ fields: { ...fields }, pieces: [], open: false, preview: false })
}

/** Whether a `tool-call` part says nothing. */
export function isEmptyCall({ toolCallId, toolName, input }: Fields): boolean {
  return !isCallEntry({ id: toolCallId, name: toolName }, input)
}

/** Whether a call of the same id, name and input has come. The next one has, of this one. */
export function isToldAgain(
  { known }: AiSdkDraft,
  { toolCallId, toolName, input }: Fields,
): boolean {
  const key = callKey(toolCallId, toolName, input)
  if (key === undefined) return false
  if (known.has(key)) return true
  known.add(key)
  return false
}

/** A call that is ours to run: not one that the provider runs, or has run, itself. */
export function isCall({ served }: AiSdkDraft, { fields, call, preview }: DraftPart): boolean {
  if (fields.type !== 'tool-call') return false
  if (call !== undefined) return true
  if (preview && isEmptyCall(fields)) return false
  return fields.providerExecuted !== true && !served.has(textOf(fields.toolCallId))
}

/** Takes note of the result of a call, which is not to be answered again. */
export function noteServed({ served }: AiSdkDraft, { type, toolCallId }: Fields): void {
  if (type === 'tool-result' && typeof toolCallId === 'string') served.add(toolCallId)
}

/** The finished call. Asked for in call order, so that ids are given in that order; read once. */
export function callOf(draft: AiSdkDraft, part: DraftPart, cutOff = false): ToolCall {
  const { fields, pieces, preview } = part
  part.call ??= {
    id: draft.ids.give(textOf(fields.toolCallId), draft.id),
    name: textOf(fields.toolName) || 'unnamed_tool',
    ...readArguments(preview ? pieces.join('') : fields.input, cutOff),
  }
  return part.call
}

/** The text of a part that came in pieces, or whole. */
export function textIn({ fields, pieces }: DraftPart): string {
  return pieces.length > 0 ? pieces.join('') : textOf(fields.text)
}

/** Reads `{ unified, raw }`, or the single word of version 2. */
export function readFinish(draft: AiSdkDraft, reason: unknown): Finish {
  const { unified, raw } = isRecord(reason) ? reason : { unified: reason, raw: '' }
  const finish = { unified: textOf(unified), raw: textOf(raw) || undefined }
  draft.finish = finish
  return finish
}

/** Version 2 counts tokens in plain numbers, the later ones by kind with a `total`. */
export function readUsage(draft: AiSdkDraft, usage: unknown): void {
  if (!isRecord(usage)) return
  const { inputTokens: input, outputTokens: output } = usage
  draft.usage = {
    inputTokens: atLeast(0, isRecord(input) ? input.total : input),
    outputTokens: atLeast(0, isRecord(output) ? output.total : output),
  }
}
