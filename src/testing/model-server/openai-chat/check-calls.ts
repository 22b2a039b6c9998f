import { RequestRejected, type Json } from '../format.ts'
import { asString, objects } from '../json.ts'

/**
 * Checks that the tool messages right after an assistant message answer every one of its calls, once each, in
 * whatever order, before anything else (https://platform.openai.com/docs/guides/function-calling).
 *
 * @throws {RequestRejected}
 */
export function checkCallsAnswered(messages: readonly Json[]): void {
  let open: readonly string[] = []
  let answered = new Set<string>()
  messages.forEach((message, index) => {
    if (message['role'] === 'tool') {
      answered.add(checkResult(message, index, open, answered))
      return
    }
    checkAllAnswered(open, answered, index)
    open = objects(message['tool_calls']).map((call) => asString(call['id']))
    answered = new Set()
  })
  checkAllAnswered(open, answered, messages.length)
}

function checkResult(
  message: Json,
  index: number,
  open: readonly string[],
  answered: ReadonlySet<string>,
): string {
  if (open.length === 0)
    throw new RequestRejected(
      "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
      { param: `messages.[${index}].role` },
    )
  const id = asString(message['tool_call_id'])
  const param = `messages.[${index}].tool_call_id`
  if (!open.includes(id))
    throw new RequestRejected(
      `Invalid parameter: 'tool_call_id' of '${id}' not found in 'tool_calls' of previous message.`,
      { param },
    )
  if (answered.has(id))
    throw new RequestRejected(
      `Invalid parameter: 'tool_call_id' of '${id}' has more than one response message.`,
      { param },
    )
  return id
}

function checkAllAnswered(
  open: readonly string[],
  answered: ReadonlySet<string>,
  index: number,
): void {
  const unanswered = open.filter((id) => !answered.has(id))
  if (unanswered.length === 0) return
  throw new RequestRejected(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      `The following tool_call_ids did not have response messages: ${unanswered.join(', ')}`,
    { param: `messages.[${index}].role` },
  )
}
