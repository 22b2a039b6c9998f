import type { ToolCall } from '../call/call.ts'
import type { AnyTool } from '../call/tool.ts'
import type { TimerHandle } from '../util/clock.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { denied } from './answers.ts'
import type { Entry } from './entry.ts'
import type { Scheduler } from './scheduler.ts'

/** What is asked of whoever approves calls. */
export interface ApprovalRequest {
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
  | { readonly decision: 'allow' | 'deny'; readonly reason?: string | undefined }

/** Decides whether a call may run: at once, or when a person has been asked. */
export type Approve = (request: ApprovalRequest) => ApprovalAnswer | Promise<ApprovalAnswer>

export interface Question {
  readonly entries: Set<Entry>
  readonly controller: AbortController
  timer: TimerHandle | undefined
  answer: { readonly allowed: boolean; readonly reason: string } | undefined
}

/** Asks for a turn's calls that need approval; identical questions once. Whatever goes wrong is a denial. */
export class Approvals {
  readonly #scheduler: Scheduler
  readonly #questions = new Map<string, Question>()

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  /** Whether the call may go on now. If not, it is woken or settled when the answer comes. */
  allows(entry: Entry): boolean {
    const { approve } = this.#scheduler.settings
    const needs = entry.tool?.needsApproval
    if (needs === undefined || needs === false || approve === undefined) return true
    const key = `${entry.call.name} ${canonicalJson(entry.call.input)}`
    let question = this.#questions.get(key)
    if (question === undefined) {
      question = {
        entries: new Set(),
        controller: new AbortController(),
        timer: undefined,
        answer: undefined,
      }
      this.#questions.set(key, question)
      void this.#ask(question, entry, approve)
    }
    if (question.answer !== undefined) return this.#apply(question.answer, entry)
    question.entries.add(entry)
    entry.question = question
    return false
  }

  /** A call that has settled wants no answer any more. */
  release(entry: Entry): void {
    const { question } = entry
    if (question === undefined || question.answer !== undefined) return
    question.entries.delete(entry)
    if (question.entries.size > 0) return
    question.controller.abort(new Error('The call was settled before the answer came.'))
    this.#answer(question, false, 'It was cancelled before anybody approved it.')
  }

  async #ask(question: Question, entry: Entry, approve: Approve): Promise<void> {
    const { call, turn, tool, input } = entry
    const { clock, approvalTimeoutMs } = this.#scheduler.settings
    if (approvalTimeoutMs < Infinity)
      question.timer = clock.setTimer(
        () => {
          question.controller.abort(new Error('Nobody answered in time.'))
          this.#answer(question, false, `Nobody approved it within ${approvalTimeoutMs} ms.`)
        },
        approvalTimeoutMs,
        undefined,
      )
    try {
      const needed = await isNeeded(tool as AnyTool, input)
      const { signal } = question.controller
      const ask = (): ReturnType<Approve> =>
        turn.restore?.decided(entry) ?? approve({ call, turnId: turn.id, signal })
      const given = needed ? await ask() : 'allow'
      const answer = given === 'wait' ? await this.#wait(entry, signal) : given
      const decision = typeof answer === 'object' ? answer?.decision : answer
      const reason = typeof answer === 'object' ? answer?.reason : undefined
      this.#answer(question, decision === 'allow', reason ?? 'It was not approved.')
    } catch {
      this.#answer(question, false, 'Whoever was to approve it could not answer.')
    }
  }

  /** Waits for a decision in the journal. */
  async #wait(entry: Entry, signal: AbortSignal): Promise<ApprovalAnswer> {
    const { journaling } = this.#scheduler
    if (journaling !== undefined) return journaling.decision(entry, signal)
    const reason = 'It has to wait for a person, for which its engine needs a journal.'
    return { decision: 'deny', reason }
  }

  #answer(question: Question, allowed: boolean, reason: string): void {
    if (question.answer !== undefined) return
    question.answer = { allowed, reason }
    if (question.timer !== undefined) this.#scheduler.settings.clock.clearTimer(question.timer)
    for (const entry of question.entries)
      if (this.#apply(question.answer, entry)) this.#scheduler.wake(entry)
    this.#scheduler.flush()
  }

  #apply(answer: { allowed: boolean; reason: string }, entry: Entry): boolean {
    if (!answer.allowed && entry.stage !== 'settled')
      this.#scheduler.settle(entry, denied(entry.call.name, answer.reason))
    return answer.allowed
  }
}

/** When in doubt, somebody is asked. */
async function isNeeded(tool: AnyTool, input: unknown): Promise<boolean> {
  const { needsApproval } = tool
  if (typeof needsApproval !== 'function') return needsApproval === true
  try {
    return (await needsApproval(input as never)) !== false
  } catch {
    return true
  }
}
