import type { KeysOf } from '../../../src/call/tool.ts'

/** A call's arguments, by the names that the tool's description gives them. */
export type Input = Readonly<Record<string, unknown>>

/** What a function touches: the `reads` and `writes` of a tool, and nothing else. */
export interface Effect {
  readonly reads?: KeysOf<Input>
  readonly writes?: KeysOf<Input>
}

/** The effects of a toolset, by the name of the function. */
export type ToolsetEffects = Readonly<Record<string, Effect>>

/** Its answer follows from its arguments alone. */
export const pure: Effect = { reads: [] }

/**
 * The key of one member of a collection, or of the whole collection where the call does not say which. In lower case,
 * because a service may take `AAPL` and `aapl` for one.
 */
export function member(collection: string, name: unknown): string {
  const isName = typeof name === 'string' || typeof name === 'number'
  return isName ? `${collection}/${String(name).toLowerCase()}` : collection
}
