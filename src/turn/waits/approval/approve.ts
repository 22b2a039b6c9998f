import type { ToolCall } from '../../../call/call.ts'
import type { CallContext } from '../../../call/context/call-context.ts'
import { show } from '../../../call/expect.ts'

/** What `approve` is asked. */
export interface ApprovalRequest<Context = unknown> extends CallContext<Context> {
  /** The call as it would run: with references replaced, and as its schema reads its input. */
  readonly call: ToolCall
  readonly turnId: string
  /** Fires when the answer is no longer wanted: the call was cancelled, or time ran out. */
  readonly signal: AbortSignal
}

/** Yes or no, with a reason for the model if need be. */
export type ApprovalAnswer =
  | 'allow'
  | 'deny'
  /** Somebody will decide in the journal, perhaps in another process: `fanfold approve`. */
  | 'wait'
  | {
      readonly decision: 'allow' | 'deny'
      readonly reason?: string | undefined
      /**
       * With `allow`: what the call is to run with instead, of plain JSON if there is a journal. It is checked by the schema
       * like any input, and decides what the call touches; if it does not fit, the call is denied. The model is told of it.
       */
      readonly input?: unknown
    }

/** Decides whether a call may run: at once, or when a person has been asked. */
export type Approve<Context = unknown> = (
  request: ApprovalRequest<Context>,
) => ApprovalAnswer | Promise<ApprovalAnswer>

/** An answer, read. */
export interface Verdict {
  readonly allowed: boolean
  /** For the model. */
  readonly reason: string
  /** What the developer is to see: the answer could not be understood. */
  readonly fault?: string
  readonly cause?: unknown
  /** What the call is to run with instead. */
  readonly input?: { readonly value: unknown; readonly fitting?: unknown }
}

/** A denial, because what somebody made of a call's input is no good. It is the developer's to see, too. */
export function unfit(name: string, why: string, cause?: unknown): Verdict {
  const fault = `What \`approve\` made of the arguments of ${name} cannot be used: ${why}`
  const reason = `Its arguments were changed when it was approved, and cannot be used so: ${why}`
  return { allowed: false, reason, fault, ...(cause !== undefined && { cause }) }
}

/** What an answer means. One of any other kind is a denial. */
export function readAnswer(answer: unknown): Verdict {
  const given = typeof answer === 'object' && answer !== null ? answer : { decision: answer }
  const { decision, reason, input } = given as Partial<Record<string, unknown>>
  const words = typeof reason === 'string' ? reason : undefined
  if (decision === 'deny') return { allowed: false, reason: words ?? 'It was not approved.' }
  if (decision === 'allow')
    return { allowed: true, reason: '', ...(input !== undefined && { input: { value: input } }) }
  const fault = `Expected \`approve\` to answer 'allow', 'deny', 'wait' or { decision }, got ${show(answer)}.`
  return { allowed: false, reason: 'It was not approved.', fault, cause: new TypeError(fault) }
}
