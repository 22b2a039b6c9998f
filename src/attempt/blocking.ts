/** A tool that holds the event loop for longer keeps every other call, timer and stream of the process waiting. */
const blockingThresholdMs = 100

/**
 * Finds the tools of a turn that held the event loop, by the time that each call's `execute` took to return (its
 * promise, if it is asynchronous). What a tool does after its first `await` cannot be told apart from the others' work.
 */
export class BlockingTools {
  #longestMs: Map<string, number> | undefined

  /** Notes how long the start of an attempt took, in milliseconds. */
  note(tool: string, heldMs: number): void {
    if (heldMs <= blockingThresholdMs) return
    this.#longestMs ??= new Map()
    this.#longestMs.set(tool, Math.max(heldMs, this.#longestMs.get(tool) ?? 0))
  }

  /** One warning a tool, with its longest time. */
  warnings(): string[] {
    return [...(this.#longestMs ?? [])].map(
      ([tool, heldMs]) =>
        `${tool} held the event loop for ${Math.round(heldMs)} ms; give it \`runsIn: 'thread'\`.`,
    )
  }
}
