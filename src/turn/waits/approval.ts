import { validatorOf } from '../../call/check-call.ts'
import { denied } from '../../call/errors/call-failure.ts'
import { effectsOf } from '../../call/effects.ts'
import type { ToolCall } from '../../call/call.ts'
import { toJson } from '../../call/content/to-json.ts'
import type { Validated } from '../../call/schema/validate.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { catchRejections } from '../../util/catch-rejections.ts'
import { copyOrSame } from '../../util/copy-value.ts'
import { cutReason } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import { sameJson } from '../../util/same-json.ts'
import { ChangedReady, type Ready } from '../../call/known.ts'
import type { CallRecord } from '../call-record.ts'
import type { KeptDecisions } from './approval/kept-decisions.ts'
import type { TurnOrder } from '../keys/turn-order.ts'
import type { EngineSettings } from '../options.ts'
import {
  approveThrew,
  misfit,
  readAnswer,
  unfit,
  type ApprovalAnswer,
  type Approve,
  type Verdict,
} from './approval/approve.ts'
import { isNeeded } from './approval/is-needed.ts'
import { newQuestion, type Question } from './approval/question.ts'
import type { Wait } from './wait.ts'

/** What was said of a call, and where: before, here and now, or by somebody in the journal. */
interface Said {
  readonly answer: unknown
  readonly source: 'before' | 'here' | 'journal'
}

/** A call that needs approval waits for it; identical questions of a turn are asked once. Whatever goes wrong is a denial. */
export class ApprovalWait implements Wait<CallRecord> {
  readonly reason = 'approval'
  readonly #settings: EngineSettings
  readonly #approve: Approve | undefined
  readonly #order: TurnOrder
  readonly #kept: KeptDecisions
  readonly #questions: Map<string, Question> = new Map()
  readonly #of: Map<CallRecord, Question> = new Map()

  /** @param approve may be missing where no tool needs it any more, and still somebody has decided on a call before. */
  constructor(
    settings: EngineSettings,
    approve: Approve | undefined,
    order: TurnOrder,
    kept: KeptDecisions,
  ) {
    this.#settings = settings
    this.#approve = approve
    this.#order = order
    this.#kept = kept
  }

  enter(call: CallRecord): boolean {
    const { ready } = call
    if (ready === undefined) return true
    if (!ready.tool.needsApproval && !this.#kept.mayBeDecided(call)) return true
    const question = this.#of.get(call) ?? this.#ask(call, ready)
    if (question.verdict !== undefined) return this.#take(call, ready, question.verdict)
    call.turn.events.waiting(call, 'approval')
    return false
  }

  leave(call: CallRecord): void {
    const question = this.#of.get(call)
    if (question === undefined) return
    this.#of.delete(call)
    question.calls.delete(call)
    if (question.verdict !== undefined) return
    const reason = new Error('The call was settled before the answer came.')
    if (question.about?.call === call) question.about.controller.abort(reason)
    if (question.calls.size > 0) return
    question.controller.abort(reason)
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
    question ??= newQuestion(json)
    if (key !== undefined) this.#questions.set(key, question)
    question.calls.add(call)
    this.#of.set(call, question)
    if (isNew) void this.#answer(question, call, ready)
    return question
  }

  async #answer(question: Question, call: CallRecord, ready: Ready): Promise<void> {
    try {
      // Whatever is said now, what was decided stands: the call may have started so.
      const before = this.#kept.decided(call, question.input)
      if (before === undefined) this.#limit(question, call)
      const { answer, source }: Said =
        before === undefined
          ? await this.#askIfNeeded(question, call, ready)
          : { answer: before, source: 'before' }
      catchRejections(answer)
      if (question.verdict !== undefined) return
      const verdict = await this.#fitting(
        question,
        call,
        ready,
        readAnswer(answer, { ...call.call, id: call.id }),
        source,
      )
      if (verdict.fault !== undefined) call.turn.events.warn(verdict.fault)
      this.#decide(question, verdict)
    } catch (thrown) {
      if (question.verdict !== undefined) return
      const verdict = approveThrew({ ...call.call, id: call.id }, thrown)
      call.turn.events.warn(verdict.fault as string)
      this.#decide(question, verdict)
    }
  }

  /** Nobody waits for longer than they may, since the question was first asked: perhaps in another process, before this one. */
  #limit(question: Question, { past }: CallRecord): void {
    const { clock, approvalTimeoutMs } = this.#settings
    if (approvalTimeoutMs === Infinity) return
    const giveUp = (): void => {
      const late = new Error('Nobody answered in time.')
      question.controller.abort(late)
      question.about?.controller.abort(late)
      const reason = `Nobody approved it within ${approvalTimeoutMs} ms.`
      this.#decide(question, { allowed: false, reason })
    }
    const isSame = past?.askedAtMs !== undefined && past.resolvedInput === question.input
    const askedMs = isSame ? Math.max(0, clock.epochMs() - (past.askedAtMs ?? 0)) : 0
    question.timers.push(
      clock.setTimer(giveUp, Math.max(0, approvalTimeoutMs - askedMs), undefined),
    )
  }

  async #askIfNeeded(question: Question, call: CallRecord, ready: Ready): Promise<Said> {
    const { scope, id: turnId, callContext } = call.turn
    const needed = (): Promise<boolean> =>
      isNeeded(ready, callContext, (warning) => call.turn.events.warn(warning))
    const isAsked = this.#approve !== undefined && (await scope.run(needed))
    if (!isAsked || this.#approve === undefined)
      return { answer: this.#kept.unasked(call), source: 'here' }
    const asked: ToolCall = { id: call.id, name: call.call.name, input: copyOrSame(ready.input) }
    const { signal } = question.controller
    const { context } = callContext
    const answer = await scope.run(this.#approve, { call: asked, turnId, context, signal })
    if (answer !== 'wait') return { answer, source: 'here' }
    return { answer: await this.#decided(question), source: 'journal' }
  }

  /** What somebody decides on one of its calls in the journal; where that one ends before, on the next. */
  async #decided(question: Question): Promise<ApprovalAnswer> {
    for (const call of question.calls) {
      const controller = new AbortController()
      question.about = { call, controller }
      try {
        return await this.#kept.wait(call, question.input, controller.signal)
      } catch (fault) {
        if (question.calls.has(call)) throw fault
      }
    }
    return 'deny'
  }

  /** What was decided, with an input of somebody's own as the tool is to get it: checked, and kept before it runs with that. */
  async #fitting(
    question: Question,
    call: CallRecord,
    { tool, input }: Ready,
    verdict: Verdict,
    source: Said['source'],
  ): Promise<Verdict> {
    if (verdict.input === undefined) return verdict
    const { value } = verdict.input
    if (sameJson(input, value)) return { allowed: true, reason: '' }
    const { name } = tool
    // Under one idempotency key there must be one input.
    if (source !== 'before' && call.past?.startedAtMs !== undefined)
      return unfit(name, 'The call has started before, with the arguments that it had.')
    const validated = await this.#validate(question, () => validatorOf(tool)(copyOrSame(value)))
    if (!validated.ok) return misfit(name, validated.issues)
    // It may have ended meanwhile.
    if (source === 'here' && question.verdict === undefined)
      await this.#kept.keep(call, question.input, value)
    // What is told of it is not what its giver may go on to change.
    const told: unknown = JSON.parse(toJson(value))
    return { ...verdict, input: { value: told, fitting: validated.value } }
  }

  /** In the time that a schema has. */
  async #validate(
    question: Question,
    validate: () => Validated | Promise<Validated>,
  ): Promise<Validated> {
    const { clock, timeoutMs } = this.#settings
    try {
      const validated = validate()
      // What the schema has called off waits for nothing.
      const isOver = question.verdict !== undefined
      if (!(validated instanceof Promise) || timeoutMs === Infinity || isOver)
        return await validated
      const late = Promise.withResolvers<Validated>()
      const issues = [`The schema did not answer in ${timeoutMs} ms.`]
      question.timers.push(clock.setTimer(late.resolve, timeoutMs, { ok: false, issues } as const))
      return await Promise.race([validated, late.promise])
    } catch (error) {
      const issue = `The schema could not check them: ${cutReason(errorText(error))}`
      return { ok: false, issues: [issue] }
    }
  }

  #decide(question: Question, verdict: Verdict): void {
    if (question.verdict !== undefined) return
    question.verdict = verdict
    for (const timer of question.timers) this.#settings.clock.clearTimer(timer)
    for (const call of question.calls) {
      call.turn.mover.wake(call)
      call.turn.mover.flush()
    }
  }

  /** Whether a call may pass by what was decided. */
  #take(call: CallRecord, ready: Ready, verdict: Verdict): boolean {
    const { allowed, reason, cause, input, isFault } = verdict
    if (!allowed) {
      call.turn.mover.settle(call, denied(call.call.name, reason, cause, isFault))
      return false
    }
    if (input === undefined) return true
    const { tool } = ready
    const effects = effectsOf(tool, input.fitting, this.#settings.undeclared, call.turn.callContext)
    call.known = new ChangedReady(tool, input.fitting, effects, input.value)
    this.#order.keepPlace(call)
    this.#of.delete(call)
    call.turn.events.changed(call, input.value)
    return true
  }
}
