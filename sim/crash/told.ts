import type { Status, ToolResult } from '../../src/call/result.ts'

/** What a process of the engine said to whoever watches it, as it said it. */
export type Told = { readonly process: string } & (
  | { readonly what: 'begun' }
  | ToldResult
  /** A turn has ended, with these results. */
  | { readonly what: 'report'; readonly turn: string; readonly results: readonly PlainResult[] }
  /** A run has ended: its text, and its messages in the provider's shape. */
  | { readonly what: 'answer'; readonly text: string; readonly messages: readonly unknown[] }
)

export interface ToldResult extends PlainResult {
  readonly process: string
  readonly what: 'settled'
  readonly turn: string
}

export interface PlainResult {
  readonly id: string
  readonly status: Status
  /** As text. */
  readonly content: string
}

export function plainResult({ id, status, content }: ToolResult): PlainResult {
  return { id, status, content: typeof content === 'string' ? content : JSON.stringify(content) }
}
