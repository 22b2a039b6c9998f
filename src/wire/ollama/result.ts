import type { ToolResult } from '../../call/report/result.ts'
import { numberIn } from '../shared/call-ids.ts'
import { contentText, unflaggedText } from '../shared/sent/result-text.ts'
import { textOf } from '../shared/shape.ts'
import { wireName } from '../shared/sent/wire-name.ts'
import { entriesIn, functionIn } from './draft.ts'
import type { OllamaMessage } from './message.ts'

/** One message a call, in call order. `asked` has the calls: a result names its call as that goes back. */
export function resultMessages(
  results: readonly ToolResult[],
  asked: readonly OllamaMessage[] = [],
): OllamaMessage[] {
  const entries = asked.flatMap((message) => entriesIn({ ...message }))
  return results.map((result) => {
    const { id, status } = result
    const own = entries.find((entry) => entry.id === id)
    const entry = own ?? entries[Number(numberIn(id)) - 1] ?? {}
    const sent = textOf(functionIn(entry).name)
    return {
      role: 'tool',
      tool_name: sent === wireName(result.name, 64) ? sent : result.name,
      content: status === 'ok' ? contentText(result.content) : unflaggedText(result),
      ...(own !== undefined && { tool_call_id: id }),
    }
  })
}
