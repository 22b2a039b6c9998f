import type { JsonSchema } from '../../call/tool.ts'

/** What the Model Context Protocol lets a server say of a tool (specification of 2025-11-25, "Tool annotations"). */
export interface ToolHints {
  readonly readOnlyHint?: boolean | undefined
  readonly destructiveHint?: boolean | undefined
  readonly idempotentHint?: boolean | undefined
}

/** What is known of a tool without running it, wherever it comes from. */
export interface ToolFacts {
  readonly name: string
  readonly description: string
  /** Undefined if it has none, or none that can be read. */
  readonly schema?: JsonSchema | undefined
  readonly hints?: ToolHints | undefined
  /** It says by itself what it touches. */
  readonly declares?: 'reads' | 'writes' | undefined
}

/** What a tool is taken for. `writes` is also what is taken of one of which nothing is known. */
export interface Judgement {
  readonly effect: 'reads' | 'writes'
  /**
   * - `sure`: the server says so, or the name does plainly.
   * - `likely`: words say so.
   * - `unknown`: nothing says anything, so it counts as a write.
   */
  readonly confidence: 'sure' | 'likely' | 'unknown'
  /** For people, in few words. */
  readonly why: string
  /** The server says one thing, and the tool's name or description another. */
  readonly contradiction?: string | undefined
  readonly idempotent?: true | undefined
}
