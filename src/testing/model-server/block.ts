/** A piece of a reply, ready to be written. `text` is what is streamed: words, or a call's arguments as JSON. */
export interface Block {
  readonly kind: 'thinking' | 'text' | 'call'
  readonly text: string
  readonly tokens: number
  /** Instead of the pace's, in milliseconds. */
  readonly blockMs: number | undefined
  /** The call's own; undefined for other blocks. */
  readonly call?: {
    readonly id: string
    readonly name: string
    /** Its place among the calls, from 0. */
    readonly index: number
  }
}

/** A call's arguments as the value that a whole response holds; an object even where the text is not JSON. */
export function inputOf(block: Block): unknown {
  try {
    return JSON.parse(block.text) as unknown
  } catch {
    return {}
  }
}
