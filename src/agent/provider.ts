import type { ToolCall } from '../call/call.ts'
import { arrayOf, type Check } from '../call/expect.ts'
import type { WithContext } from '../call/context/context-of.ts'
import type { Exact } from '../call/options/exact.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { Engine } from '../turn/contract.ts'
import { isThenable } from '../util/is-thenable.ts'
import type { Codec } from '../wire/codec.ts'
import { expectModel, type RequestParts, type Send } from '../wire/shared/request/client.ts'
import { expectSent } from '../wire/shared/foreign/given.ts'
import { expectResponse } from '../wire/shared/foreign/refuse.ts'
import { runnable } from '../wire/shared/runnable.ts'
import { unreadable } from '../wire/source/source-error.ts'
import { answer, type AnswerOptions, type Reply } from './answer.ts'
import type { Model } from './model.ts'
import { engineOption } from './options.ts'

/** What every provider's entry offers to those who have a client of their own. */
export interface Provider<Message, WireTool> {
  readonly codec: Codec<Message, WireTool>
  /** The engine's tools, for the request. */
  tools(engine: Engine): WireTool[]
  /**
   * The calls of a whole response, for `engine.execute`. Those that came without an id have one that is made; those that
   * the provider runs are not among them.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no response of this provider, or its calls must not run.
   */
  calls(response: unknown): readonly ToolCall[]
  /** What answers a response: all results, in call order. Empty if the response has no calls. */
  results(results: readonly ToolResult[]): Message[]
  /** Reads a response or a stream, runs its calls, and writes what to append to the conversation. */
  answer<Context = unknown, Given = unknown>(
    engine: Engine<Context>,
    source: unknown,
    ...options: WithContext<Exact<AnswerOptions<Context>, Given>, Context>
  ): Promise<Reply<Message>>
}

/** Checks what a provider's `results` is handed. */
export const checkResults: Check<readonly ToolResult[]> = arrayOf('tool results')

/** @param open gets at the response in what a client's method returned. */
export function providerOf<Message, WireTool>(
  codec: Codec<Message, WireTool>,
  open: (source: unknown) => unknown = (source) => source,
): Provider<Message, WireTool> {
  return {
    codec,
    tools: (engine) => codec.tools(engineOption(engine, 'engine', '').tools),
    calls: (response) => callsIn(codec, response),
    results: (results: readonly ToolResult[], asked?: readonly Message[]) =>
      codec.results(checkResults(results, 'results', ''), asked),
    answer: (engine: Engine, source: unknown, options?: AnswerOptions) =>
      answer(codec, engine, open(source), options),
  }
}

/**
 * The calls of a whole response. `isTool`: as of {@link Codec.read}.
 *
 * @throws {FanfoldError} `unreadable_response` if it is no response of the codec's provider, or its calls must not run.
 */
export function callsIn(
  codec: Codec<unknown>,
  response: unknown,
  isTool?: (name: string) => boolean,
): readonly ToolCall[] {
  if (isThenable(response))
    throw unreadable('Expected a response, got a promise of one. Await it first.')
  expectResponse(codec.name, response)
  const reading = codec.read(response, isTool)
  expectSent(codec.name, reading, response)
  return runnable(reading)
}

/**
 * Makes models on clients that `sender` can use, of whose requests `request` makes the bodies.
 *
 * @throws {UsageError} the function that is made: if the client cannot send, or `params` name no model.
 */
export function modelsOf<Own, Params extends { readonly model: string }>(
  codec: Codec<Own, object>,
  sender: (client: unknown) => Send,
  request: (params: Params, parts: RequestParts) => Record<string, unknown>,
): <Message>(client: unknown, params: Params) => Model<Message> {
  return (client, params) => {
    expectModel(params)
    const send = sender(client)
    return modelOf(params.model, codec, (parts, signal) => send(request(params, parts), { signal }))
  }
}

/**
 * A model for `createAgent`. `Message` is the client's own type, which is wider than the codec's: what the codec writes is
 * in both.
 */
export function modelOf<Message, Own>(
  name: string,
  codec: Codec<Own, object>,
  send: (parts: RequestParts, signal: AbortSignal) => unknown,
): Model<Message> {
  const written = codec as unknown as Codec<Message, object>
  return {
    name,
    codec: written,
    send: async ({ tools, signal, ...request }) =>
      send({ ...request, tools: written.tools(tools) }, signal),
  }
}
