import type { Status, ToolResult } from '../../src/call/report/result.ts'
import type { Content } from '../../src/call/content/content.ts'
import type { CallKind } from './plan.ts'

/** A line of the ledger, which all processes of a round write to: its order is the order in which things happened. */
export type Line = ToolLine | SettledLine | EngineLine | EndLine | LostLine

/** What a tool did, as it noted it itself. */
export interface ToolLine {
  /** The engine's process, or a worker's. */
  readonly process: string
  /**
   * `nothing`: it failed, and had done nothing; `failed`: it failed; `stopped`: it was told to stop, and had done
   * nothing. The effect takes place at the `end`.
   */
  readonly what: 'start' | 'end' | 'failed' | 'nothing' | 'stopped'
  readonly turn: string
  readonly call: string
  /** The idempotency key that it was given. */
  readonly key: string
  readonly attempt: number
  readonly tool: CallKind
  readonly keys: readonly string[]
}

/** An engine told its watchers the result of a call. */
export interface SettledLine extends PlainResult {
  readonly process: string
  readonly what: 'settled'
  readonly turn: string
}

export type EngineLine = { readonly process: string } & (
  | { readonly what: 'begun' }
  /** A turn has ended, with these results. */
  | { readonly what: 'report'; readonly turn: string; readonly results: readonly PlainResult[] }
  /** A run has ended: its text, and its messages in the provider's shape. */
  | { readonly what: 'answer'; readonly text: string; readonly messages: readonly unknown[] }
)

/** A process is gone; whoever watches over the round writes this. */
export interface EndLine {
  readonly process: string
  readonly what: 'killed' | 'exited'
}

/** A call holds its keys no longer: another engine may. */
export interface LostLine {
  readonly process: string
  readonly what: 'lost'
  /** The call's idempotency key. */
  readonly owner: string
}

export interface PlainResult {
  readonly id: string
  readonly status: Status
  /** As text. */
  readonly content: string
}

export function plainResult({ id, status, content }: ToolResult): PlainResult {
  return { id, status, content: asText(content) }
}

export function asText(content: Content): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

export function isToolLine(line: Line): line is ToolLine {
  return 'tool' in line
}
