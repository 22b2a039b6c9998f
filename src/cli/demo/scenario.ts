import type { DatabaseSync } from 'node:sqlite'
import type { AnyTool } from '../../call/tool.ts'

/** What a tool told the model: its JSON, or the text of its failure. */
export interface DemoResult {
  readonly name: string
  readonly value: Readonly<Record<string, unknown>> | undefined
  readonly text: string
}

/** What the tools of the demo work on. */
export interface World {
  readonly database: DatabaseSync
  /** How much faster than real time everything goes; default 1. */
  readonly speed: number
}

/** What `--scenario` can name. The edits are run without a model. */
export const scenarioNames = ['customer-lookup', 'city', 'partial-failure', 'two-edits'] as const

export interface Scenario {
  readonly name: (typeof scenarioNames)[number]
  readonly about: string
  readonly question: string
  /** With `declared`, the tools say that they only read; without, they say nothing of what they touch. */
  readonly tools: (world: World, declared: boolean) => readonly AnyTool[]
  /** The calls that the scripted model makes, in one message or one by one. */
  readonly calls: readonly { readonly name: string; readonly input: object }[]
  /** The scripted model's answer, made of what the tools told it. */
  readonly answer: (results: readonly DemoResult[]) => string
}

/** `reads` for a tool that declares it, and nothing for one that does not. */
export function reading<Key>(declared: boolean, reads: Key): { reads?: Key } {
  return declared ? { reads } : {}
}
