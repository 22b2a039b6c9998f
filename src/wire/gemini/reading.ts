import type { ToolCall } from '../../call/call.ts'
import type { Reading } from '../codec.ts'
import { type Ending, isCutOff } from '../shared/ending/ending.ts'
import { filled, isRecord, type Fields } from '../shared/shape.ts'
import { type DraftCall, wireName } from './call.ts'
import { callsIn, type GeminiDraft, usageOf } from './draft.ts'
import type { GeminiContent, GeminiPart } from './message.ts'
import type { DraftPart } from './parts.ts'

/** `original` is the content of a whole response, which goes back as it is wherever it can. */
export function finish(
  draft: GeminiDraft,
  ending: Ending,
  original?: Fields,
): Reading<GeminiContent> {
  const { list: all } = draft.parts
  const calls = all.flatMap((part) => callsIn(draft, part))
  const list = all.filter(({ call }) => !call?.again)
  const content = contentOf(sendable(list, isCutOff(ending)).map(sendBack), original)
  return {
    messages: content === undefined ? [] : [content],
    calls,
    text: list.map(spoken).join(''),
    ...ending,
    usage: usageOf(draft.usage),
  }
}

/** What of a message may go back: of one that was cut off, not what the provider ran itself without its result. */
function sendable(list: readonly DraftPart[], cutOff: boolean): readonly DraftPart[] {
  if (!cutOff) return list
  return list.filter(({ fields: { toolCall, executableCode } }, place) => {
    const later = list.slice(place + 1).map(({ fields }) => fields)
    if (isRecord(toolCall))
      return later.some(
        ({ toolResponse }) => isRecord(toolResponse) && toolResponse.id === toolCall.id,
      )
    return !isRecord(executableCode) || later.some((fields) => isRecord(fields.codeExecutionResult))
  })
}

/** Undefined without parts: Gemini takes no content that has none. */
function contentOf(parts: readonly Fields[], original: Fields = {}): GeminiContent | undefined {
  if (parts.length === 0) return undefined
  const before: unknown = original.parts
  const same =
    original.role === 'model' &&
    Array.isArray(before) &&
    before.length === parts.length &&
    parts.every((part, place) => part === before[place])
  if (same) return original as unknown as GeminiContent
  return { ...original, role: 'model', parts: parts as readonly GeminiPart[] as GeminiPart[] }
}

/** The part as it came, wherever it can go back so: with its signature, which belongs to this part alone. */
function sendBack({ fields, texts, call, later }: DraftPart): Fields {
  if (call !== undefined) return sendCallBack(fields, call, later)
  return texts === undefined || texts.length === 1 ? fields : { ...fields, text: texts.join('') }
}

/**
 * A call that was streamed in pieces goes back whole. Its arguments are an object, whatever came; its id is the
 * provider's own, unless that was doubled, and stays away if there was none.
 */
function sendCallBack(fields: Fields, draft: DraftCall, later: Fields = {}): Fields {
  const came = fields.functionCall as Fields
  const { partialArgs: _, willContinue: __, id: ___, args: ____, ...said } = came
  const { id, name, input, invalid } = draft.call as ToolCall
  const wire: Record<string, unknown> = { ...filled(said), name: wireName(name) }
  if (draft.id !== '') wire.id = id
  const given = draft.args !== undefined || draft.partial !== undefined
  if (given) wire.args = invalid === undefined ? input : {}
  const keys = Object.keys(wire)
  if (keys.length === Object.keys(came).length && keys.every((key) => wire[key] === came[key]))
    return fields
  return { ...later, ...fields, functionCall: wire }
}

function spoken({ fields, texts }: DraftPart): string {
  if (fields.thought === true) return ''
  if (texts !== undefined) return texts.join('')
  return typeof fields.text === 'string' && !isRecord(fields.functionCall) ? fields.text : ''
}
