import type { ToolCall } from '../../call/call.ts'
import { CallIdMaker } from '../../call/call-ids.ts'
import { UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import type { GivenResult } from '../../call/options/given-results.ts'
import { readCall } from '../../call/read-call.ts'
import { printable } from '../../util/printable.ts'

/** The results that a turn was given for its calls, until they are taken. */
export class GivenResults {
  readonly #results: Map<string, GivenResult>

  constructor(results: readonly GivenResult[]) {
    this.#results = new Map(results.map((result) => [result.callId, result]))
  }

  has(key: string): boolean {
    return this.#results.has(key)
  }

  take(key: string): GivenResult | undefined {
    const result = this.#results.get(key)
    this.#results.delete(key)
    return result
  }

  /** What a developer is to see at the turn's end: no call has taken these. */
  warnings(): string[] {
    return [...this.#results.keys()].map(
      (id) =>
        `The result that was given for call ${printable(id)} was not taken: the turn has no such call that waits for one.`,
    )
  }
}

/** @throws {UsageError} if a result is of none of the calls of a turn. */
export function expectOfCalls(
  results: readonly GivenResult[] | undefined,
  calls: readonly ToolCall[],
): void {
  if (results === undefined) return
  const ids = new CallIdMaker()
  const keys = calls.map((call, index) => ids.takeKey(ids.idOf(readCall(call), index), index))
  const stray = results.find(({ callId }) => !keys.includes(callId))
  if (stray === undefined) return
  const list = keys.length === 0 ? 'none' : keys.slice(0, 20).map(show).join(', ')
  throw new UsageError(
    `Expected \`results\` of engine.execute to be of its calls (${list}), got one of ${show(stray.callId)}.`,
  )
}
