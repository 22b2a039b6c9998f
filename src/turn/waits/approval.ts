import { checkInput, type CheckedCall } from '../../call/check-call.ts'
import type { CallContext } from '../../call/context/call-context.ts'
import { denied } from '../../call/errors/call-failure.ts'
import { effectsOf } from '../../call/effects.ts'
import type { ToolCall } from '../../call/call.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { asError } from '../../util/as-error.ts'
import { catchRejections } from '../../util/catch-rejections.ts'
import type { TimerHandle } from '../../util/clock.ts'
import { copyOrSame } from '../../util/copy-value.ts'
import { errorText } from '../../util/error-text.ts'
import { sameJson } from '../../util/same-json.ts'
import { Ready } from '../../call/known.ts'
import type { CallRecord } from '../call-record.ts'
import type { TurnOrder } from '../keys/turn-order.ts'
import type { EngineSettings } from '../options.ts'
import { readAnswer, type ApprovalAnswer, type Approve, type Verdict } from './approve.ts'
import { SchemaAnswers } from './schema-answers.ts'
import type { Wait } from './wait.ts'

/** One question, for all calls of a turn that ask the same. */
interface Question {
  readonly calls: Set<CallRecord>
  readonly controller: AbortController
  timer: TimerHandle | undefined
  verdict: Verdict | undefined
}

/** Where answers are kept that come from another process. */
export interface KeptDecisions {
  /** One that was given before. */
  decided(call: CallRecord): ApprovalAnswer | undefined
  /** Waits for one; undefined without a journal. */
  readonly wait: ((call: CallRecord, signal: AbortSignal) => Promise<ApprovalAnswer>) | undefined
}

/** A call that needs approval waits for it; identical questions of a turn are asked once. Whatever goes wrong is a denial. */
export class ApprovalWait implements Wait<CallRecord> {
  readonly reason = 'approval'
  readonly #settings: EngineSettings
  readonly #approve: Approve
  readonly #order: TurnOrder
  readonly #kept: KeptDecisions
  readonly #questions: Map<string, Question> = new Map()
  readonly #of: Map<CallRecord, Question> = new Map()
  /** Of inputs that a person has made. */
  readonly #answers: SchemaAnswers

  constructor(settings: EngineSettings, approve: Approve, order: TurnOrder, kept: KeptDecisions) {
    this.#settings = settings
    this.#approve = approve
    this.#order = order
    this.#kept = kept
    this.#answers = new SchemaAnswers(settings)
  }

  enter(call: CallRecord): boolean {
    const { ready } = call
    if (ready === undefined || !ready.tool.needsApproval) return true
    const question = this.#of.get(call) ?? this.#ask(call, ready)
    if (question.verdict !== undefined) return this.#take(call, ready, question.verdict)
    call.turn.events.waiting(call, 'approval')
    return false
  }

  leave(call: CallRecord): void {
    this.#answers.forget(call)
    const question = this.#of.get(call)
    if (question === undefined) return
    this.#of.delete(call)
    question.calls.delete(call)
    if (question.calls.size > 0 || question.verdict !== undefined) return
    question.controller.abort(new Error('The call was settled before the answer came.'))
    this.#decide(question, {
      allowed: false,
      reason: 'It was cancelled before anybody approved it.',
    })
  }

  #ask(call: CallRecord, ready: Ready): Question {
    // An input that JSON cannot hold is asked about by itself.
    const json = canonicalJson(ready.input)
    const key = json === undefined ? undefined : `${call.call.name} ${json}`
    let question = key === undefined ? undefined : this.#questions.get(key)
    const isNew = question === undefined
    question ??= {
      calls: new Set(),
      controller: new AbortController(),
      timer: undefined,
      verdict: undefined,
    }
    if (key !== undefined) this.#questions.set(key, question)
    question.calls.add(call)
    this.#of.set(call, question)
    if (isNew) void this.#answer(question, call, ready)
    return question
  }

  async #answer(question: Question, call: CallRecord, ready: Ready): Promise<void> {
    const { clock, approvalTimeoutMs } = this.#settings
    if (approvalTimeoutMs < Infinity)
      question.timer = clock.setTimer(
        () => {
          question.controller.abort(new Error('Nobody answered in time.'))
          const reason = `Nobody approved it within ${approvalTimeoutMs} ms.`
          this.#decide(question, { allowed: false, reason })
        },
        approvalTimeoutMs,
        undefined,
      )
    const { signal } = question.controller
    try {
      const needed = await call.turn.scope.run(isNeeded, ready, call.turn.callContext)
      const answer = needed ? await this.#askFor(call, ready, signal) : 'allow'
      catchRejections(answer)
      const verdict = readAnswer(answer)
      if (verdict.fault !== undefined) call.turn.events.warn(verdict.fault)
      this.#decide(question, verdict)
    } catch (thrown) {
      if (question.verdict !== undefined) return
      call.turn.events.warn(`\`approve\` failed for ${call.call.name}: ${errorText(thrown)}`)
      const cause = asError(thrown)
      this.#decide(question, { allowed: false, reason: 'The approval function failed.', cause })
    }
  }

  async #askFor(call: CallRecord, { input }: Ready, signal: AbortSignal): Promise<unknown> {
    const before = this.#kept.decided(call)
    if (before !== undefined) return before
    const asked: ToolCall = { id: call.id, name: call.call.name, input: copyOrSame(input) }
    const { scope, id: turnId, callContext } = call.turn
    const { context } = callContext
    const answer = await scope.run(this.#approve, { call: asked, turnId, context, signal })
    if (answer !== 'wait') return answer
    if (this.#kept.wait !== undefined) return this.#kept.wait(call, signal)
    const reason = 'It has to wait for a person, for which its engine needs a journal.'
    return { decision: 'deny', reason }
  }

  #decide(question: Question, verdict: Verdict): void {
    if (question.verdict !== undefined) return
    question.verdict = verdict
    if (question.timer !== undefined) this.#settings.clock.clearTimer(question.timer)
    for (const call of question.calls) {
      call.turn.mover.wake(call)
      call.turn.mover.flush()
    }
  }

  /** Whether a call may pass by what was decided. */
  #take(call: CallRecord, ready: Ready, { allowed, reason, cause, input }: Verdict): boolean {
    if (!allowed) {
      call.turn.mover.settle(call, denied(call.call.name, reason, cause))
      return false
    }
    if (input === undefined || sameJson(ready.input, input.value)) return true
    const checked = this.#answers.of(call, () => checkInput(ready.tool, input.value))
    return checked !== undefined && this.#takeInput(call, checked)
  }

  /** The call runs with what a person has made of its input. */
  #takeInput(call: CallRecord, checked: CheckedCall): boolean {
    if ('failure' in checked) {
      call.turn.mover.settle(call, checked.failure)
      return false
    }
    const { tool, input } = checked
    const effects = effectsOf(tool, input, this.#settings.undeclared, call.turn.callContext)
    call.known = new Ready(tool, input, effects)
    this.#order.keepPlace(call)
    this.#of.delete(call)
    return true
  }
}

/** When in doubt, somebody is asked. */
async function isNeeded(
  { tool: { needsApproval }, input }: Ready,
  given: CallContext,
): Promise<boolean> {
  if (typeof needsApproval !== 'function') return true
  try {
    const needed: unknown = await needsApproval(input as never, given as never)
    catchRejections(needed)
    return needed !== false
  } catch (error) {
    catchRejections(error)
    return true
  }
}
