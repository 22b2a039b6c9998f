import type { Effects } from './effects.ts'
import type { AnyTool } from './tool.ts'

/** How much is known of what a call is to run with. */
export type Known =
  | { readonly kind: 'received' }
  /** Its input needs the result of another call: it may touch what its tool's calls may touch at all. */
  | { readonly kind: 'bounded'; readonly tool: AnyTool; readonly effects: Effects }
  | Ready

/** A call that is checked. */
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
