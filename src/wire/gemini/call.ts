import type { ToolCall } from '../../call/call.ts'
import { type Arguments, readArguments } from '../shared/arguments/arguments.ts'
import type { CallPart, MessageCalls } from '../shared/message-calls.ts'
import { holdsAnything, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { incomplete, PartialArguments } from './arguments/partial-arguments.ts'

/** A function call that is being read. */
export interface DraftCall extends CallPart {
  id: string
  name: string
  /** Arguments that came whole. */
  args: unknown
  /** Arguments that come by path. */
  partial: PartialArguments | undefined
  /** More of it is to come. */
  open: boolean
}

export function makeCall(): DraftCall {
  return { id: '', name: '', args: undefined, partial: undefined, open: false }
}

/** Adds what a part's `functionCall` says to its call. */
export function extendCall(call: DraftCall, said: Fields): void {
  call.id ||= textOf(said.id)
  call.name ||= textOf(said.name)
  if (holdsAnything(said.args) || call.args === undefined) call.args = said.args ?? call.args
  const pieces = recordsOf(said.partialArgs)
  if (pieces.length > 0) call.partial ??= new PartialArguments()
  for (const piece of pieces) call.partial?.take(piece)
  call.open = said.willContinue === true || pieces.some((piece) => piece.willContinue === true)
}

/** Begins the ids of calls that came without one. No provider's id begins so, and none of them is sent back. */
const madeForNone = 'noid'

/** Whether the id was made because the provider sent none. */
export function isMadeId(id: string): boolean {
  return id.startsWith(`${madeForNone}_`)
}

/** The finished call. Asked for in call order, so that ids are given in that order. */
export function callsOf(
  draft: DraftCall,
  calls: MessageCalls,
  messageId: string,
): readonly ToolCall[] {
  const { id, name, args, partial } = draft
  const isBare = args === undefined && partial === undefined
  const said = { id, name, isBare, read: () => argumentsOf(draft) }
  const prefix = id === '' ? madeForNone : undefined
  return calls.read(draft, said, (ids) => ids.give(id, messageId, prefix))
}

function argumentsOf({ args, partial, open }: DraftCall): Arguments {
  // Arguments that come by path may stand beside an empty object.
  if (partial !== undefined && (open || !holdsAnything(args))) return partial.read(open)
  if (args !== undefined && !open) return readArguments(args)
  return open ? incomplete('') : readArguments(undefined)
}

/**
 * A name as Gemini takes it (FunctionDeclaration in the API reference). A call by any other name cannot be one of the
 * request's tools, but its message must go back, and its result under the same name.
 */
export function wireName(name: string): string {
  const legal = name.replace(/[^a-zA-Z0-9_.:-]/g, '_')
  // It has to begin with a letter or an underscore.
  return (/^[a-zA-Z_]/.test(legal) ? legal : `_${legal}`).slice(0, 128)
}
