import type { GivenTool } from '../options/tool-rules.ts'
import { tool, type InputOf, type JsonSchema, type Tool } from '../tool.ts'
import type { Place } from '../options/tool-options.ts'

/** As `tool`, of tools that all need one type of context. */
export type ContextToolMaker<Context> = <
  const S = JsonSchema,
  Output = unknown,
  const P extends Place | undefined = undefined,
  Given = unknown,
>(
  definition: GivenTool<S, Output, Context, P, Given>,
) => Tool<InputOf<S>, Output, Context>

/**
 * `tool`, with a type for the context that its tools need. All functions of such a tool know it, and an engine that has one
 * asks for it in `execute`, `turn` and `explain`, as an agent does in `run`. At run time it is `tool` itself.
 *
 * @example
 * const appTool = toolWithContext<{ readonly user: string; readonly db: Database }>()
 * const orders = appTool({
 *   name: 'orders',
 *   reads: (_, { context }) => `orders/${context.user}`,
 *   execute: (_, { context }) => context.db.ordersOf(context.user),
 * })
 */
export function toolWithContext<Context>(): ContextToolMaker<Context> {
  return tool
}
