import type { StepOptions } from '../guard.ts'
import { turnId } from '../step.ts'

/** A message of pi's, as far as this looks at it. */
export interface PiMessage {
  readonly role: string
  readonly content?: unknown
}

/** What stands for the message that a call is of, and what is known of its calls. */
export interface PiStep extends StepOptions {
  readonly key: object
}

/** The message that a call is of. */
export type MessageOf = (callId: string, signal: AbortSignal | undefined) => PiStep

/**
 * Finds a call's message in the conversation. Where that is not known, or the call is of another one, the run's signal stands for the
 * message, for a run has one of its own, and runs one message's calls at a time.
 */
export function messagesOf(
  messages: (() => readonly PiMessage[]) | undefined,
  runId: string | undefined,
): MessageOf {
  return (callId, signal) => {
    const asked = messages?.().filter(({ role }) => role === 'assistant') ?? []
    const key = asked.at(-1)
    const callIds = callsOf(key)
    if (key === undefined || !callIds.includes(callId)) return { key: signal ?? {} }
    return { key, callIds, id: turnId(runId, asked.length) }
  }
}

function callsOf(message: PiMessage | undefined): string[] {
  if (!Array.isArray(message?.content)) return []
  return (message.content as { readonly type?: string; readonly id?: string }[])
    .filter(({ type }) => type === 'toolCall')
    .map(({ id }) => id ?? '')
}
