import type { Reply } from './reply.ts'
import type { Block } from './block.ts'
import type { ScriptedRequest } from './script.ts'

/** What goes over the wire at one moment. */
export type Data = string | Uint8Array

/** A JSON object, as it was parsed. */
export type Json = Readonly<Record<string, unknown>>

/** What a format reads out of a request that has passed its checks. */
export type RequestReading = Omit<ScriptedRequest, 'format' | 'attempt' | 'body'> & {
  /** What the input's tokens are estimated from, and what makes one history another: all that the model reads. */
  readonly prompt: unknown
}

/** An error response, before a provider's shape is put on it. */
export interface WireError {
  readonly status: number
  readonly message: string
  /** Where in the request. */
  readonly param?: string | undefined
  readonly code?: string | undefined
}

/** Writes one streamed reply, piece by piece, in the order of the methods. */
export interface StreamWriter {
  begin(): Data
  open(block: Block, index: number): Data
  piece(block: Block, index: number, text: string): Data
  close(block: Block, index: number): Data
  end(): Data
  /** The event that tells of an error in the middle of the stream. */
  error(error: WireError): Data
}

/** One provider's HTTP shape. The server knows no more of a provider than this. */
export interface Format {
  readonly name: string
  /** Whether a POST to this path is a request of this format. `search` is the URL's query, with its `?`. */
  matches(path: string, search: string): boolean
  /** @throws {RequestRejected} for JSON that the provider's reader of JSON would reject. Without it, it takes all. */
  checkText?(text: string): void
  /** @throws {RequestRejected} for what the provider would reject. */
  check(body: Json, headers: Readonly<Record<string, string>>, path: string): void
  /** Reads what {@link check} let pass; with the checks off, whatever comes. */
  read(body: Json, path: string): RequestReading
  /** The id of a call that the script gives none. */
  callId(turn: number, callIndex: number): string
  replyId(requestNumber: number): string
  /** The body of a whole response. */
  whole(reply: Reply, body: Json): unknown
  /** The items of a reply that is whole, for requests that name them by their ids. Without it, none can. */
  kept?(reply: Reply, body: Json): readonly Json[]
  /** The body with kept items where it names them; what it names and nobody has stays as it is. */
  resolved?(body: Json, kept: ReadonlyMap<unknown, Json>): Json
  readonly streamType: string
  stream(reply: Reply, body: Json): StreamWriter
  /** The body of an error response. */
  error(error: WireError): unknown
}

/** A request that the provider would reject. */
export class RequestRejected extends Error {
  readonly wire: WireError

  constructor(message: string, details: { status?: number; param?: string; code?: string } = {}) {
    super(message)
    this.wire = { status: 400, message, ...details }
  }
}
