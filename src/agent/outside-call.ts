import type { ToolCall } from '../call/call.ts'
import type { Toolset } from '../call/toolset.ts'
import { isWrapped } from '../wire/shared/parallel-wrapper.ts'

/**
 * The call as it is run. One whose result comes from outside does not run through OpenAI's `parallel`: that is answered as a
 * whole, so that it could not wait while the others have their results.
 */
export function runnableCall(call: ToolCall, tools: Toolset): ToolCall {
  if (!isWrapped(call.id) || tools.get(call.name)?.runsIn !== 'outside') return call
  const message = 'It cannot be called through another tool. Call it by itself.'
  return { ...call, invalid: call.invalid ?? { reason: 'shape', message, text: '' } }
}
