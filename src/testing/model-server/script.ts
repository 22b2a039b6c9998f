import type { Pace } from './pace.ts'

/** A tool call that the scripted model makes. */
export interface ScriptedCall {
  /** Default: one made of the turn's and the call's numbers, in the provider's style. */
  readonly id?: string | undefined
  readonly name: string
  /** The arguments; default `{}`. */
  readonly input?: unknown | undefined
  /** The arguments' text instead, to the letter: for JSON that is broken. */
  readonly inputText?: string | undefined
  /** How long the call takes to stream, in milliseconds, whatever the pace. */
  readonly blockMs?: number | undefined
}

/** A piece of a reply, for replies whose order matters. */
export type ScriptedBlock =
  { readonly thinking: string } | { readonly text: string } | { readonly call: ScriptedCall }

/** How a scripted reply ends; the words of the `StopKind` of a wire format. */
export type ScriptedStop = 'calls' | 'answer' | 'length' | 'refusal' | 'paused'

/** How often a turn that fails is served before the one after it; default 1. See {@link Script}. */
interface Failing {
  readonly times?: number | undefined
}

/** Where a reply breaks off, and how. */
export type ScriptedBreak = (
  | /** In the middle of the arguments of the call with this index, from 0. */
    { readonly call: number } /** After this many bytes of the response's body. */
  | { readonly afterBytes: number }
) & {
  /**
   * `close` (the default) destroys the connection; `end` ends the response as if it were whole, as some proxies do;
   * `hang` leaves it open and silent; `error` sends the provider's error event, where it streams.
   */
  readonly how?: 'close' | 'end' | 'hang' | 'error' | undefined
}

/** A message of the model: its thinking, then its text, then its calls, or `blocks` in any order. */
export interface ScriptedReply extends Failing {
  readonly thinking?: string | undefined
  readonly text?: string | undefined
  readonly calls?: readonly ScriptedCall[] | undefined
  /**
   * Code of the model's that makes the calls, and waits for their results where the provider runs it: with Anthropic
   * Messages and OpenAI Responses. Later turns whose calls have no `code` are this code's too; it ends with the first
   * turn that has none.
   */
  readonly code?: string | undefined
  readonly blocks?: readonly ScriptedBlock[] | undefined
  /** Default: `calls` if there are any, else `answer`. `length` cuts the last call's arguments in half. */
  readonly stop?: ScriptedStop | undefined
  /** Makes it a turn that fails. */
  readonly break?: ScriptedBreak | undefined
  /** Instead of the server's. */
  readonly pace?: Pace | undefined
  /** Instead of the estimates. */
  readonly usage?:
    | {
        readonly inputTokens?: number | undefined
        readonly outputTokens?: number | undefined
      }
    | undefined
}

/** The provider's error response. */
export interface ScriptedError extends Failing {
  /** 400 to 599. */
  readonly status: number
  readonly message?: string | undefined
  /** Sent as `retry-after-ms` and, rounded up to seconds, as `retry-after`. */
  readonly retryAfterMs?: number | undefined
}

/** A response of no provider's: junk, or a proxy's page. */
export interface ScriptedRaw extends Failing {
  readonly raw: string
  /** Default `text/html`. */
  readonly contentType?: string | undefined
  /** Default 200. */
  readonly status?: number | undefined
}

/** No response at all, until the client gives up or the server closes. */
export interface ScriptedHang extends Failing {
  readonly hang: true
}

/** What the scripted model does with one request. */
export type ScriptedTurn = ScriptedReply | ScriptedError | ScriptedRaw | ScriptedHang

/** What a script is told of a request, in no provider's words. */
export interface ScriptedRequest {
  /** The wire format's name, such as `anthropic`. */
  readonly format: string
  readonly model: string
  readonly stream: boolean
  /** Assistant messages in the history: 0 for the first request of a conversation. */
  readonly turn: number
  /** Earlier requests with this very history: 0, and more for retries. */
  readonly attempt: number
  readonly firstUserText: string
  /** The tool results at the history's end, as text. */
  readonly results: readonly { readonly id: string; readonly text: string }[]
  readonly toolNames: readonly string[]
  /** Whether the request allows several calls in a message. */
  readonly parallel: boolean
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * What the scripted model says: an array of turns, or a function that gives a turn or such an array.
 *
 * In an array, a request finds its turn by its own history, so that conversations can go on side by side: with two
 * assistant messages in its history it gets the third reply, and again if it is sent again. A turn that fails (an
 * error, a raw response, a hang, a reply that breaks off) is no reply: it stands before the reply that a retry
 * gets, and is served `times` times for each distinct history. With no reply after it, it is served forever.
 */
export type Script =
  | readonly ScriptedTurn[]
  | ((
      request: ScriptedRequest,
    ) => ScriptedTurn | readonly ScriptedTurn[] | Promise<ScriptedTurn | readonly ScriptedTurn[]>)
