import type { ToolContext } from '../tool.ts'

/** In a property of its own, so that neither `undefined` nor a union among what is needed is lost. */
type NeededBy<Tool> = Tool extends {
  readonly execute: (input: never, context: ToolContext<infer Context>) => unknown
}
  ? // Of a tool of whatever kind nobody knows what it needs.
    [Context] extends [never]
    ? never
    : { readonly all: Context }
  : never

type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

/** The context that all of these tools can run with. */
export type ContextOf<Tools> = [NeededBy<Tools>] extends [never]
  ? unknown
  : AllOf<NeededBy<Tools>> extends { readonly all: infer Context }
    ? Context
    : unknown

/** Options, which have to be given where the tools need a context. */
export type WithContext<Options, Context> = unknown extends Context
  ? [options?: Options]
  : undefined extends Context
    ? [options?: Options]
    : [options: Options & { readonly context: Context }]
