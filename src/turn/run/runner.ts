import { types } from '../../util/platform/value-types.ts'
import type { Runner } from '../../attempt/attempt-job.ts'
import type { ToolContext } from '../../call/tool.ts'
import { asError } from '../../util/as-error.ts'
import { catchRejections } from '../../util/catch-rejections.ts'
import { copyOrSame } from '../../util/copy-value.ts'
import { errorText } from '../../util/error-text.ts'
import type { AroundAttempt } from '../../call/options/around-attempt.ts'
import type { CallRecord, CallTurn } from '../call-record.ts'
import type { TurnObserver } from '../events/observer.ts'
import type { QueuedAttempt } from './queued-attempt.ts'

/** What calls the body of an attempt: the call's own or its tool's, with what is to be around it. */
export function runnerOf(
  queued: QueuedAttempt,
  executor: Runner,
  around: AroundAttempt | undefined,
): Runner {
  const { call, number } = queued
  const runner = call.body ?? executor
  const own = around === undefined ? runner : insideHook(around, call, number, runner)
  const { observer } = call.turn.events
  return observer === undefined ? own : insideObserver(observer, queued, own)
}

/** Apart, so that only who asks for it makes a closure, which keeps the call as long as it lives. */
function insideHook(
  around: AroundAttempt,
  { call, id, index, turn }: CallRecord,
  attempt: number,
  runner: Runner,
): Runner {
  const hook = ({ turnId }: ToolContext, run: () => unknown): unknown => {
    const { context } = turn.callContext
    const { name } = call
    const info = {
      turnId,
      callId: id,
      index,
      name,
      attempt,
      input: copyOrSame(call.input),
      context,
    }
    return around(info, run)
  }
  return inside('`aroundAttempt`', hook, turn, runner)
}

function insideObserver(
  observer: TurnObserver<CallRecord>,
  queued: QueuedAttempt,
  runner: Runner,
): Runner {
  const hook = (_context: ToolContext, run: () => unknown): unknown => observer.around(queued, run)
  return inside('What makes spans', hook, queued.call.turn, runner)
}

type Hook = (context: ToolContext, run: () => unknown) => unknown

function inside(name: string, hook: Hook, turn: CallTurn, runner: Runner): Runner {
  return {
    run: (tool, input, context, line) =>
      runAround(name, hook.bind(undefined, context), turn, () =>
        runner.run(tool, input, context, line),
      ),
  }
}

/** What is around an attempt changes nothing of it: whatever it does, the body runs, once, and its result counts. */
function runAround(
  name: string,
  hook: (run: () => unknown) => unknown,
  { events }: CallTurn,
  run: () => unknown,
): unknown {
  const body = new OneRun(run)
  const warn = (what: string, error: unknown): void => {
    if (!body.failedWith(error)) events.warn(`${name} ${what}: ${errorText(error)}`)
  }
  try {
    const returned: unknown = hook(() => body.result())
    if (!body.hasRun) events.warn(`${name} did not call \`run\`.`)
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
