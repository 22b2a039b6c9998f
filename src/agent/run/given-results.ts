import type { ToolCall } from '../../call/call.ts'
import { UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import type { GivenResult } from '../../call/options/given-results.ts'
import type { Toolset } from '../../call/toolset.ts'
import type { RunJournal } from './run-journal.ts'

/**
 * Looks, before anything is done with one of them, whether results are of calls that wait for one: of the message with which
 * the run goes on, in this turn.
 *
 * @throws {UsageError} naming the first that is not.
 */
export async function expectWaiting(
  results: readonly GivenResult[] | undefined,
  calls: readonly ToolCall[],
  tools: Toolset,
  { journal, turn }: { readonly journal: RunJournal; readonly turn: number },
): Promise<void> {
  if (results === undefined) return
  const kept = await journal.turn(turn)
  const byId = new Map(calls.map((call) => [call.id, call]))
  const isOutside = ({ name }: ToolCall): boolean => tools.get(name)?.runsIn === 'outside'
  const isAnswered = ({ id }: ToolCall): boolean => kept.get(id)?.result !== undefined
  const seen = new Set<string>()
  for (const { callId } of results) {
    const call = byId.get(callId)
    const isFirst = !seen.has(callId)
    seen.add(callId)
    if (call !== undefined && isFirst && isOutside(call) && !isAnswered(call)) continue
    const waiting = calls.filter((one) => isOutside(one) && !isAnswered(one))
    const list = waiting.length === 0 ? 'none' : waiting.map(({ id }) => show(id)).join(', ')
    throw new UsageError(
      `Expected \`results\` to be of calls of the run that wait for one (${list}), got one of ${show(callId)}${isFirst ? why(call, isOutside) : ' again'}. ` +
        'Nothing was done with the results.',
    )
  }
}

function why(call: ToolCall | undefined, isOutside: (call: ToolCall) => boolean): string {
  if (call === undefined) return ''
  return isOutside(call)
    ? ', which has its result already'
    : `, a call of ${show(call.name)}, which no result from outside is for`
}
