import type { ToolCall } from '../call/call.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { AnyTool } from '../call/tool.ts'
import type { HistoryShape } from './shared/history/shape.ts'
import type { IsTool } from './shared/parallel-wrapper.ts'
import type { Fields } from './shared/shape.ts'

/** Why a model's message ended. */
export type StopKind =
  /** The message is complete and the model waits for the results of its calls. */
  | 'calls'
  /** The message is complete and needs nothing. */
  | 'answer'
  /** The token limit cut it off: its calls must not run. */
  | 'length'
  /** The model or a filter refused: its calls must not run. */
  | 'refusal'
  /** The provider paused a long turn; send the message back as it is to go on. */
  | 'paused'
  /** The message is whole, but calls that it announces or shows could not be read: nothing runs. */
  | 'lost'
  /** The stream broke, or it is not this provider's: its calls must not run. */
  | 'broken'

/** How a model's message ended, and why. */
export interface Stop {
  readonly kind: StopKind
  /** The provider's own word, where it sent one. */
  readonly raw?: string | undefined
  /** One sentence on what happened; for a stop that runs nothing, what the calls' results say. */
  readonly message: string
}

/** Tokens, as the provider counted them; 0 where it did not say. */
export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** A whole model message, read. */
export interface Reading<Message> {
  /**
   * What to send back for the model's part, exactly as it came, except that a call without an id, or with one that an
   * earlier call has, gets one of its own (no provider accepts it otherwise). One assistant message, or, where a
   * conversation is a list of items (OpenAI Responses), every item of the response. Empty if nothing usable came.
   */
  readonly messages: readonly Message[]
  /** In call order. */
  readonly calls: readonly ToolCall[]
  readonly text: string
  readonly stop: Stop
  readonly usage: Usage
  /** Where the message contradicts itself, and the likely cause. Absent if it does not. */
  readonly warnings?: readonly string[] | undefined
  /**
   * Fields that the next request needs besides the messages, in the provider's words, such as Anthropic's `container`.
   * Absent if it needs nothing else.
   */
  readonly carried?: Fields | undefined
}

/**
 * How far a streamed message is. `open`: more must come. `stopping`: it has said why it ends and its calls are whole, but some
 * servers say so early, so that more may come. `ending`: only counts may follow, or nothing that follows could run. `over`: nothing
 * that follows belongs to it, or nothing of it can be believed.
 */
export type Phase = 'open' | 'stopping' | 'ending' | 'over'

/** Receives what a stream holds, as soon as it is certain. */
export interface Sink {
  text?(delta: string): void
  reasoning?(delta: string): void
  /**
   * A call is complete: the model has moved on to another block, or has stopped to call tools. That its block
   * closed is not enough, for a cut-off message closes its last block too.
   */
  call?(call: ToolCall): void
  /**
   * A piece of the arguments' text of a call that is not certain yet. It is the next to be emitted, if it is: all calls
   * before it have been. The id is the provider's; the call gets another if that is missing or taken.
   */
  part?(call: { readonly id: string; readonly name: string }, text: string): void
  /** Asked whether the request had a tool of this name; see {@link Codec.read}. */
  isTool?(name: string): boolean
}

/** Reads one streamed message. Neither method throws, whatever comes. */
export interface Decoder<Message> {
  /** Takes one event, already parsed. Tells the sink in the same tick. */
  push(event: unknown): void
  readonly phase: Phase
  /**
   * The stream has ended, by an error if one is given. Calls that became certain only now are emitted to the sink
   * first. `Reading.calls` holds all calls of the message, those that were emitted and, for a message that
   * must not run, those that it never was.
   */
  end(error?: unknown): Reading<Message>
}

/** A conversation that is to go on, read. */
export interface History<Message> {
  /**
   * The conversation as it is sent: up to the message whose calls are open or, if none is, all of it. Older calls without a
   * result are answered.
   */
  readonly messages: readonly Message[]
  /** The calls of the last message that have no result, in call order. */
  readonly open: readonly ToolCall[]
  /**
   * The id that an open call has here, by the one that it had when its message came: where the provider sends none, the two
   * differ. Any other id as it is.
   */
  openId(id: string): string
  /** What follows `messages`: these results of open calls, with those that the conversation has of the others. */
  answered(results: readonly ToolResult[]): Message[]
  /** What was put right, and where. */
  readonly warnings: readonly string[]
}

/** How a conversation holds the model's calls, and how their messages are read again. */
export interface HistoryFormat<Message> {
  readonly shape: HistoryShape
  /** Reads a message of the model's as the response that it was, whose id `id` stands for. Never throws. */
  read(asked: readonly Fields[], id: string, isTool: IsTool): Reading<Message>
  /** A message of the model's without the calls that the provider ran itself. Without it, all are ours. */
  ours?(asked: readonly Fields[], isTool: IsTool): readonly Fields[]
}

/** What a conversation is read with. */
export interface HistoryOptions {
  readonly isTool: IsTool
  /** The answer to an older call of which nothing is known. */
  lost(call: ToolCall): ToolResult
}

/** One provider's message shape: pure functions between it and calls and results. */
export interface Codec<Message, WireTool = unknown> {
  readonly name: string
  /**
   * Reads a whole response. Never throws: what is not a response of this provider reads as `broken`. `isTool` says
   * whether the request had a tool of a name, for calls that stand for several: OpenAI's models make them of a tool
   * `parallel` that nobody gave them.
   */
  read(response: unknown, isTool?: (name: string) => boolean): Reading<Message>
  decoder(sink: Sink): Decoder<Message>
  /** The tools, as the request names them. */
  tools(tools: Iterable<AnyTool>): WireTool[]
  /**
   * The messages that answer a reading: the results, in call order, each under its id. `asked` is the reading's
   * `messages`, for providers that want an answer in the form of the question.
   */
  results(results: readonly ToolResult[], asked?: readonly Message[]): Message[]
  /** The user's words, as a message. */
  user(text: string): Message
  /**
   * What in a conversation is known to teach the provider's models not to make several calls in one message, and what
   * to do; undefined if there is nothing. Never throws.
   */
  historyWarning?(messages: readonly Message[]): string | undefined
  /**
   * Whether code of the model's waits for the results at the end of a conversation, so that nothing but them may go to it.
   * Without it, none ever does. Never throws.
   */
  waitsForResults?(messages: readonly Message[]): boolean
  /** What makes the provider's models ask for several calls in one message, and when not to, by its own guide. */
  readonly encouragement?: string
  /** How a conversation is read that is to go on. Without it, it is sent as it is. */
  readonly history?: HistoryFormat<Message>
  /**
   * One message of two of the user's that follow each other, where the provider wants only one: results, and words.
   * Undefined where they stay apart.
   */
  joined?(before: Message, next: Message): Message | undefined
}
