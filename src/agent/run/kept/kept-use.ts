import type { Usage } from '../../../wire/codec.ts'

/** What a run had used. */
export interface KeptUse {
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly calls: number
  readonly turnsWithCalls: number
}

/** What is kept of what a message took. */
export interface KeptCost {
  readonly usage: Usage
  /** What the run had used before its request; absent in messages of an earlier version, and with turn 0. */
  readonly used?: KeptUse
}
