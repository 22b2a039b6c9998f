import { types } from '../../util/platform/value-types.ts'
import type { Runner } from '../../attempt/attempt.ts'
import type { ToolContext } from '../../call/tool.ts'
import { asError } from '../../util/as-error.ts'
import { catchRejections } from '../../util/catch-rejections.ts'
import { errorText } from '../../util/error-text.ts'
import type { AroundAttempt } from '../../call/options/around-attempt.ts'
import type { CallRecord } from '../call-record.ts'
import type { QueuedAttempt } from './queued-attempt.ts'

/** What calls the body of an attempt: the call's own or its tool's, with what is to be around it. */
export function runnerOf(
  { call, number }: QueuedAttempt,
  executor: Runner,
  around: AroundAttempt | undefined,
): Runner {
  const runner = call.body ?? executor
  return around === undefined ? runner : runnerInside(around, call, number, runner)
}

/** Apart, so that only who asks for it makes a closure, which keeps the call as long as it lives. */
function runnerInside(
  around: AroundAttempt,
  call: CallRecord,
  number: number,
  runner: Runner,
): Runner {
  return {
    run: (tool, input, context, line) =>
      runAround(call, number, around, context, () => runner.run(tool, input, context, line)),
  }
}

/** What is around an attempt changes nothing of it: whatever it does, the body runs, once, and its result counts. */
function runAround(
  { call, id, index, turn }: CallRecord,
  attempt: number,
  around: AroundAttempt,
  { turnId }: ToolContext,
  run: () => unknown,
): unknown {
  const body = new OneRun(run)
  const warn = (what: string, error: unknown): void => {
    if (!body.failedWith(error)) turn.events.warn(`\`aroundAttempt\` ${what}: ${errorText(error)}`)
  }
  try {
    const { context } = turn.callContext
    const info = { turnId, callId: id, index, name: call.name, attempt, input: call.input, context }
    const returned: unknown = around(info, () => body.result())
    if (!body.hasRun) turn.events.warn('`aroundAttempt` did not call `run`.')
    catchRejections(returned)
    const told = new Promise((resolve) => resolve(returned))
    told.catch((error: unknown) => warn('rejected', error))
  } catch (error) {
    warn('threw', error)
  }
  return body.resultForAttempt()
}

type BodyEnd = { readonly result: unknown } | { readonly thrown: unknown }

/** A body that runs once, however often and by whomever its result is asked for. */
class OneRun {
  readonly #run: () => unknown
  #end: BodyEnd | undefined
  #rejected: { readonly error: unknown } | undefined
  #isOver = false

  constructor(run: () => unknown) {
    this.#run = run
  }

  get hasRun(): boolean {
    return this.#end !== undefined
  }

  /** Whether an error that the hook fails with is the body's own. */
  failedWith(error: unknown): boolean {
    const end = this.#end
    if (end !== undefined && 'thrown' in end) return end.thrown === error
    return this.#rejected !== undefined && this.#rejected.error === error
  }

  /** For the hook, which sees the body fail as it does. Once it is too late for the hook to catch, nothing is thrown. */
  result(): unknown {
    const end = (this.#end ??= this.#begin())
    if ('result' in end) return end.result
    if (!this.#isOver) throw end.thrown
    const failed = Promise.reject(asError(end.thrown))
    failed.catch(() => {})
    return failed
  }

  /** For the attempt, once the hook has returned. */
  resultForAttempt(): unknown {
    const end = (this.#end ??= this.#begin())
    this.#isOver = true
    if ('thrown' in end) throw end.thrown
    return end.result
  }

  #begin(): BodyEnd {
    try {
      const result = this.#run()
      this.#watch(result)
      return { result }
    } catch (thrown) {
      return { thrown }
    }
  }

  /** Beside all that a promise has of its own, which may throw: to look at the body is not to change its end. */
  #watch(result: unknown): void {
    if (!types.isPromise(result)) return
    const note = (error: unknown): void => {
      this.#rejected = { error }
    }
    try {
      void Promise.prototype.then.call(result, undefined, note)
    } catch {
      // Of its own is what makes promises of its class.
    }
  }
}
