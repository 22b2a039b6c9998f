import type { Effects } from './effects.ts'
import type { AnyTool } from './tool.ts'

/** How much is known of what a call is to run with. */
export type Known =
  | { readonly kind: 'received' }
  /** Its input needs the result of another call: it may touch what its tool's calls may touch at all. */
  | { readonly kind: 'bounded'; readonly tool: AnyTool; readonly effects: Effects }
  | Ready

/** A call that is checked. Where its arguments were changed when it was approved, it is a {@link ChangedReady}. */
export class Ready {
  readonly kind = 'ready'
  readonly tool: AnyTool
  readonly input: unknown
  readonly effects: Effects

  constructor(tool: AnyTool, input: unknown, effects: Effects) {
    this.tool = tool
    this.input = input
    this.effects = effects
  }
}

/** One that runs with other arguments than the model gave. */
export class ChangedReady extends Ready {
  /** Those that it was given instead, as they came. */
  readonly changedInput: unknown

  constructor(tool: AnyTool, input: unknown, effects: Effects, changedInput: unknown) {
    super(tool, input, effects)
    this.changedInput = changedInput
  }
}
