import type { ToolCall } from '../../../call/call.ts'
import type { Stop } from '../../../wire/codec.ts'
import type { Fields } from '../../../wire/shared/shape.ts'
import type { KeptBounds } from '../../bounds/bounds.ts'
import type { KeptNotes } from '../../notes/kept-notes.ts'
import type { KeptCost } from './kept-use.ts'

/** How a run stood when a message was asked for. */
export type KeptState = KeptBounds & KeptNotes

/** What a run keeps of a message beside its calls. */
export interface KeptReply extends KeptBounds, KeptNotes, KeptCost {
  readonly text: string
  readonly stop: Stop
  /** How many messages the user has said into the run until then; absent if none. */
  readonly said?: number
  /** The turn with which the first is kept that they had said by then and that no request had taken; absent if none waited. */
  readonly saidSince?: number
  /** What it needs in the next request; absent if nothing. */
  readonly carried?: Fields
}

/** A model's message that is whole, before its calls run. */
export interface KeptMessage extends KeptReply {
  /** From 1; 0 for the calls with which the conversation was handed over, and for what is kept of the run before it has a message. */
  readonly turn: number
  /** What the conversation gained since the last one, this message included. */
  readonly messages: readonly unknown[]
  readonly asked: number
  readonly calls: readonly ToolCall[]
}
