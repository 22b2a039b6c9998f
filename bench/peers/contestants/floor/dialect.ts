import type { BenchTool } from '../../contest.ts'

/** A call of a model's message. */
export interface FloorCall {
  readonly id: string
  readonly name: string
  readonly input: Record<string, unknown>
}

/** A message of the model, in the API's own shape and in ours. */
export interface FloorReply {
  /** What to append to the conversation. */
  readonly items: readonly unknown[]
  readonly calls: readonly FloorCall[]
  readonly text: string
}

/** As much of a wire format as a loop needs. */
export interface Dialect {
  path(stream: boolean): string
  readonly headers: Readonly<Record<string, string>>
  /** The name of the conversation in the request. */
  readonly messages: 'messages' | 'input' | 'contents'
  user(prompt: string): unknown
  /** The rest of the request's body. */
  params(tools: readonly BenchTool[], stream: boolean): Record<string, unknown>
  read(body: unknown): FloorReply
  /** Puts a streamed message together; `onCall` is told each call that is complete. */
  collect(onCall: (call: FloorCall) => void): Collector
  results(calls: readonly FloorCall[], texts: readonly string[]): readonly unknown[]
}

export interface Collector {
  push(event: unknown): void
  end(): FloorReply
}

export function parseInput(text: string): Record<string, unknown> {
  return JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>
}

/** A user's message, in all but one of the formats. */
export function userMessage(prompt: string): unknown {
  return { role: 'user', content: prompt }
}
