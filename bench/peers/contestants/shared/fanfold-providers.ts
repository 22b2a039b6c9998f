import type { Codec, Engine, Reply, ToolCall, ToolResult, TurnOptions } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { openai } from 'fanfold/openai'
import type { Api } from '../../contest.ts'

/** What the providers' objects of Fanfold have in common, in one type for all three. */
export interface FanfoldProvider {
  readonly codec: Codec<unknown, unknown>
  tools(engine: Engine): unknown[]
  calls(response: unknown): readonly ToolCall[]
  results(results: readonly ToolResult[]): unknown[]
  answer(engine: Engine, source: unknown, options?: TurnOptions): Promise<Reply<unknown>>
}

export const fanfoldProviders = {
  anthropic,
  'openai-chat': openai.chat,
  'openai-responses': openai.responses,
} as unknown as Readonly<Record<Api, FanfoldProvider>>

/** What the caller of a turn that was cut short still has. */
export function resultsInHand(results: readonly ToolResult[]): number {
  return results.filter(({ status }) => status === 'ok').length
}

/** The options of a turn that a request asks for. */
export function turnOptions(request: {
  readonly signal?: AbortSignal
  readonly turnDeadlineMs?: number
}): TurnOptions {
  const { signal, turnDeadlineMs } = request
  return {
    ...(signal && { signal }),
    ...(turnDeadlineMs !== undefined && { deadlineMs: turnDeadlineMs }),
  }
}
