import type { AnyTool } from '../../call/tool.ts'
import type { Toolset } from '../../call/toolset.ts'
import { hinted } from './hinted.ts'
import type { TurnReport } from '../../call/report/report.ts'

/** How a cut result names the tool that reads on. */
const readingCall = 'read_result({"ref":"'

/**
 * The tools that a run offers its model. The one that reads what was cut is among them once something in its conversation was: before,
 * it would be of no use, and each change of the tools costs the provider's cache.
 */
export class OfferedTools {
  readonly #tools: Toolset
  readonly #isHinted: boolean
  #isCut: boolean | undefined

  /** @param isHinted tools that only read say that several of their calls may stand in one message. */
  constructor(tools: Toolset, isHinted: boolean) {
    this.#tools = tools
    this.#isHinted = isHinted
  }

  /** A turn of the run has its results. */
  take({ results }: TurnReport): void {
    if (this.#tools.late !== undefined && results.some(({ cut }) => (cut?.refs.length ?? 0) > 0))
      this.#isCut = true
  }

  /** For a request with these messages, of which those at the first one may come from anywhere. */
  for(messages: readonly unknown[]): Iterable<AnyTool> {
    const tools = this.#needed(messages)
    return this.#isHinted ? Array.from(tools, hinted) : tools
  }

  #needed(messages: readonly unknown[]): Iterable<AnyTool> {
    const { late } = this.#tools
    if (late === undefined) return this.#tools
    this.#isCut ??= holdsCut(messages)
    // Something may have been cut in another run.
    if (late.isNeeded === this.#isCut) return this.#tools
    const others = [...this.#tools].filter((tool) => tool !== late.tool)
    return this.#isCut ? [...others, late.tool] : others
  }
}

/** Whether a result was cut: its provider's message has a text that says so. What can be sent is not deep. */
function holdsCut(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(readingCall)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsCut)
}
