import type { ToolCall } from '../../../call/call.ts'
import type { CallContext } from '../../../call/context/call-context.ts'
import { UsageError } from '../../../call/errors/error.ts'
import { anything, show } from '../../../call/expect.ts'
import { optional, optionsCheck } from '../../../call/options/option-list.ts'
import { asError } from '../../../util/as-error.ts'
import { redactError } from '../../../util/error-length.ts'
import { errorText } from '../../../util/error-text.ts'
import { printable } from '../../../util/printable.ts'

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
  /** Nobody decided: something went wrong around the question. */
  readonly isFault?: true
  /** What the call is to run with instead. */
  readonly input?: { readonly value: unknown; readonly fitting?: unknown }
}

/** A denial, because what somebody made of a call's input is no good. It is the developer's to see, too. */
export function unfit(name: string, why: string, cause?: unknown): Verdict {
  const fault = `What \`approve\` made of the arguments of ${name} cannot be used: ${why}`
  const reason = `Its arguments were changed when it was approved, and cannot be used so: ${why}`
  return { allowed: false, reason, fault, isFault: true, ...(cause !== undefined && { cause }) }
}

/** A denial, because they do not fit the schema. What `approve` was shown is what that makes, which it may not take again. */
export function misfit(name: string, issues: readonly string[]): Verdict {
  const verdict = unfit(name, issues.map((issue) => `\n- ${issue}`).join(''))
  const advice =
    '`input` is checked like what a model sends: write what the schema changes as a model would.'
  return { ...verdict, fault: `${verdict.fault}\n${advice}` }
}

/** For the model: there is no sense in asking again. */
const undecided = 'Nobody decided on it, for the'
const notItsOwn = 'That is a fault of the application, and not of the call.'

/** A denial, because `approve` itself failed. */
export function approveThrew({ id, name }: ToolCall, thrown: unknown): Verdict {
  return {
    allowed: false,
    isFault: true,
    reason: `${undecided} \`approve\` function of the application failed. ${notItsOwn}`,
    fault: `\`approve\` failed for ${printable(name)} (${printable(id)}), which was not run: ${redactError(errorText(thrown))}`,
    cause: asError(thrown),
  }
}

const noReason = 'It was not approved.'

type Fields = Partial<Record<'decision' | 'reason' | 'input', unknown>>

/** An answer that says more than is read says something else than its giver thinks: that the arguments are changed, say. */
const checkFields = optionsCheck<Fields>(
  { decision: optional(anything), reason: optional(anything), input: optional(anything) },
  {
    args: 'input',
    arguments: 'input',
    params: 'input',
    updatedInput: 'input',
    changedInput: 'input',
    message: 'reason',
  },
)

/** What an answer means. One of any other kind is a denial. */
export function readAnswer(answer: unknown, asked: ToolCall): Verdict {
  const which = `${printable(asked.name)} (${printable(asked.id)})`
  const { decision } = isObject(answer) ? answer : { decision: answer }
  if (decision !== 'allow' && decision !== 'deny')
    return unknownAnswer(
      `Expected \`approve\` to answer 'allow', 'deny', 'wait' or { decision: 'allow' | 'deny' } for ${which}, ` +
        `got ${shown(answer, decision)}, so it was not run.${hint(answer)}`,
    )
  try {
    const { reason, input } = checkFields(
      isObject(answer) ? answer : {},
      `an answer of \`approve\` for ${which}`,
    )
    if (decision === 'deny')
      return { allowed: false, reason: typeof reason === 'string' ? reason : noReason }
    return { allowed: true, reason: '', ...(input !== undefined && { input: { value: input } }) }
  } catch (error) {
    const fault = `${errorText(error)} The call was not run.`
    return decision === 'deny' ? { allowed: false, reason: noReason, fault } : unknownAnswer(fault)
  }
}

function unknownAnswer(fault: string): Verdict {
  return {
    allowed: false,
    isFault: true,
    reason: `${undecided} \`approve\` function of the application gave no answer that is known. ${notItsOwn}`,
    fault,
    cause: new UsageError(fault),
  }
}

function isObject(answer: unknown): answer is Fields {
  return typeof answer === 'object' && answer !== null
}

function shown(answer: unknown, decision: unknown): string {
  if (!isObject(answer)) return show(answer)
  return decision === undefined
    ? `${show(answer)} without a decision`
    : `{ decision: ${show(decision)} }`
}

/** What somebody meant who answered with something else. */
function hint(answer: unknown): string {
  if (answer === true) return " Answer 'allow' in place of `true`."
  if (answer === false) return " Answer 'deny' in place of `false`."
  if (answer === undefined) return ' A function without `return` answers nothing.'
  return ''
}
