/** A call, as a message of Chat Completions has it. */
interface MadeCall {
  readonly id?: string | undefined
  readonly type?: string | undefined
  readonly function?: { readonly name: string; readonly arguments: string } | undefined
}

/** The message whose calls a runner runs. */
export interface CallingMessage {
  readonly role: string
  readonly tool_calls?: readonly MadeCall[] | null | undefined
}

/** The runner of `runTools`, as far as this looks at it. */
export interface ToolRunner {
  readonly messages: readonly CallingMessage[]
  readonly controller: AbortController
}

/** The calls of a message that have not been run, in its order, for as long as it is there. */
const callsLeft = new WeakMap<CallingMessage, Set<MadeCall>>()

/** The message whose calls are being run. If they are run one by one, those before have their results after it. */
export function callingMessage({ messages }: ToolRunner): CallingMessage | undefined {
  return messages.findLast(({ role }) => role !== 'tool')
}

/**
 * The id of a call, for the runner tells a tool no more than its arguments: that of the first call of the message with this name and
 * these arguments that has not been run.
 *
 * @param text of the arguments; undefined if it is not known.
 */
export function takeCall(message: CallingMessage, name: string, text: string | undefined): string {
  let left = callsLeft.get(message)
  if (left === undefined) callsLeft.set(message, (left = new Set(message.tool_calls ?? [])))
  let found: MadeCall | undefined
  for (const call of left) {
    if (call.function?.name !== name) continue
    found ??= call
    if (call.function.arguments !== text) continue
    found = call
    break
  }
  if (found !== undefined) left.delete(found)
  return found?.id ?? ''
}

/** The ids of a message's calls of functions, in its order; undefined if some have none. */
export function callIdsOf({ tool_calls: calls }: CallingMessage): readonly string[] | undefined {
  const ids = (calls ?? []).filter((call) => call.function).map(({ id }) => id ?? '')
  return ids.includes('') ? undefined : ids
}
