import type { Status, ToolResult } from '../../src/call/report/result.ts'
import type { Content } from '../../src/call/content/content.ts'
import type { CallKind } from './plan.ts'

/** A line of the ledger, which all processes of a round write to: its order is the order in which things happened. */
export type Line =
  ToolLine | SettledLine | EngineLine | VisitorLine | EndLine | LostLine | ForgedLine

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
  /** From here on nothing new starts in it, unless another caller goes on. `atMs`: since the epoch. */
  | { readonly what: 'stopping'; readonly all: boolean; readonly atMs: number }
  /** All that it had under way has ended or was suspended. */
  | { readonly what: 'suspended' }
  /** It is about to let go of the journal. */
  | { readonly what: 'closing' }
)

/** Somebody wanted to write to a journal that another has open. */
export type VisitorLine = { readonly process: string } & (
  | { readonly what: 'entered' }
  | { readonly what: 'refused'; readonly code: string }
  /** By the command line: how it ended, and what it complained of. */
  | {
      readonly what: 'looked'
      readonly how: string
      readonly code: number | null
      readonly said: string
    }
)

/** Whoever watches over the round writes this: of a process that is gone, is about to be killed, is suspended or goes on. */
export interface EndLine {
  readonly process: string
  readonly what: 'killed' | 'exited' | 'struck' | 'frozen' | 'thawed' | 'told to close' | 'hung'
}

/** Somebody writes to the queue what nobody can read: a worker of another version, of which it says so as it begins. */
export interface ForgedLine {
  readonly process: string
  readonly what: 'forged'
  readonly about: string
}

/**
 * `held`: a call holds its keys. `lost`: it does no longer: another engine may. `let go`: its worker does not hold it any more, as one finds
 * out that got no time for too long.
 */
export interface LostLine {
  readonly process: string
  readonly what: 'held' | 'lost' | 'let go'
  /** The call's idempotency key. */
  readonly owner: string
}

export interface PlainResult {
  readonly id: string
  readonly status: Status
  /** As text. */
  readonly content: string
  /** Of its error. */
  readonly code?: string
}

export function plainResult({ id, status, content, error }: ToolResult): PlainResult {
  return { id, status, content: asText(content), ...(error !== undefined && { code: error.code }) }
}

/** It is no end: the call was suspended, or the one around it was, and another process takes it up. */
export function isSuspended({ code, content }: PlainResult): boolean {
  return code !== undefined && content.includes('The turn was suspended')
}

/** It says no more than that something is not known here: what was suspended, or of which the journal, or another turn, knows more. */
export function isOpen(result: PlainResult): boolean {
  const { content, code } = result
  const isNotKnown = /had not said whether|another turn of this id|Its plan did not run/.test(
    content,
  )
  // Where the journal failed, nothing is kept of it.
  return isSuspended(result) || code === 'journal' || isNotKnown
}

export function asText(content: Content): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

export function isToolLine(line: Line): line is ToolLine {
  return 'tool' in line
}
