import { FanfoldError, UsageError } from '../../../call/errors/error.ts'
import { anyText } from '../../../call/expect.ts'
import type { SuspendOptions } from '../../../turn/contract.ts'
import { checkSuspendOptions } from '../../../turn/options.ts'
import type { Run, RunEvent, RunOptions, RunResult } from '../../contract.ts'
import type { AgentSettings } from '../../options.ts'
import type { Outcome } from '../outcome.ts'
import { RunStop } from '../run-stop.ts'
import { type JoinableRun, noLongerUnderWay, nowWaits, type RunOwner } from '../runs-under-way.ts'
import { Following } from './following.ts'
import { nothingYet } from './nothing-yet.ts'

/** Begins a run in the place of one that has waited for it, and that has its `stop`. */
type Begin<Message> = (waited: JoinedRun<Message>) => JoinableRun<Message>

/** What becomes of a run that is joined. */
interface Joining<Message> {
  /** It has the events and the result of the run that it joins. */
  readonly follows: boolean
  /** It goes on with that run once it has ended; if it follows, only where that one was not begun, or its caller's mistake ended it. */
  readonly begin: Begin<Message> | undefined
}

/**
 * A run that is under way in this process already, as another caller sees it: the same events and the same result; or, with `begin`,
 * one that goes on with it once it has ended. The caller's own signal and deadline end the waiting, not the run. Of a run that
 * began with other messages than the caller's, nothing is told, and nothing is done to it.
 */
export class JoinedRun<Message> implements JoinableRun<Message> {
  readonly id: string
  readonly agent: RunOwner
  readonly stop: RunStop
  readonly result: Promise<RunResult<Message>>
  /** What is done to this run is done to that one: the one before, then the one that has begun. */
  #run: JoinableRun<Message>
  readonly #working = Promise.withResolvers<JoinableRun<Message>>()
  /** The run whose events it has; undefined if its caller has given up before it had any. */
  readonly #shown = Promise.withResolvers<Run<Message> | undefined>()
  readonly #settings: AgentSettings<Message>
  readonly #begin: Begin<Message> | undefined
  readonly #follows: boolean
  /** What the caller would have begun it with; undefined if it only goes on. */
  readonly #messages: readonly Message[] | undefined
  /** Resolves once the run is known to be the caller's, too. */
  readonly #isSame: Promise<void>
  #isKnown: boolean

  constructor(
    settings: AgentSettings<Message>,
    before: JoinableRun<Message>,
    messages: readonly Message[] | undefined,
    options: RunOptions,
    { follows, begin }: Joining<Message>,
  ) {
    const { engine } = settings
    this.id = before.id
    this.agent = settings
    this.stop = new RunStop(engine.clock, options, begin && engine)
    this.#settings = settings
    this.#run = before
    this.#begin = begin
    this.#follows = follows
    this.#messages = messages
    this.#isKnown = messages === undefined
    this.#isSame = this.#expectSame(before)
    if (begin !== undefined) nowWaits(engine.journal, this)
    this.result = this.#wait(before)
    // To those who only iterate, or do not, a failure is not to show as an unhandled rejection.
    for (const one of [this.#isSame, this.#shown.promise, this.result]) one.catch(() => {})
  }

  get working(): Promise<JoinableRun<Message>> {
    return this.#working.promise
  }

  get stopsForNow(): boolean {
    return this.stop.isForNow
  }

  get waitsToBegin(): boolean {
    return this.#begin !== undefined
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    // One that has begun here tells to its end how it is stopped.
    return new Following(this.#shown.promise, this.#follows ? this.stop : undefined)
  }

  cancel(reason?: string): void {
    if (reason !== undefined) anyText(reason, 'reason', ' of run.cancel')
    this.#tell((run) => run.cancel(reason))
    if (this.#begin !== undefined) this.stop.cancel(reason)
  }

  cancelCall(callId: string, reason?: string): void {
    // Which looks at what is given, too.
    this.stop.cancelCall(callId, reason)
    this.#tell((run) => run.cancelCall(callId, reason))
  }

  suspend(options?: SuspendOptions): void {
    const checked = checkSuspendOptions(options, 'run.suspend')
    this.#tell((run) => run.suspend(checked))
    if (this.#begin !== undefined) this.stop.suspend(checked.withinMs)
  }

  say(text: string): Promise<void> {
    const said = this.#isKnown ? this.#run.say(text) : this.#isSame.then(() => this.#run.say(text))
    said.catch(() => {})
    return said
  }

  soFar(outcome: Outcome): RunResult<Message> {
    return this.#run.soFar(outcome)
  }

  expectBegunWith(messages: readonly unknown[]): Promise<void> {
    return this.#run.expectBegunWith(messages)
  }

  #tell(what: (run: JoinableRun<Message>) => void): void {
    if (this.#isKnown) what(this.#run)
    else
      void this.#isSame.then(
        () => what(this.#run),
        () => {},
      )
  }

  async #expectSame(before: JoinableRun<Message>): Promise<void> {
    try {
      if (this.#messages !== undefined) await before.expectBegunWith(this.#messages)
    } catch (error) {
      // One that failed before it knew what it had begun with has nothing to tell: who goes on asks the journal anew.
      if (this.#begin === undefined || (FanfoldError.is(error) && error.code === 'run_input'))
        throw error
    }
    this.#isKnown = true
  }

  async #wait(before: JoinableRun<Message>): Promise<RunResult<Message>> {
    try {
      await this.stop.until(this.#isSame)
      const working = this.#isKnown ? await this.stop.until(before.working) : undefined
      const result = working && (await this.#take(working))
      return result ?? this.#givenUp(this.stop.outcome ?? 'cancelled')
    } catch (error) {
      this.#shown.reject(error)
      throw error
    } finally {
      this.stop.end()
      noLongerUnderWay(this.#settings.engine.journal, this)
      // Who waits for this one waits for the one before, which goes on.
      this.#working.resolve(before.working)
      this.#shown.resolve(undefined)
    }
  }

  /** The result that the caller gets; undefined if the caller gives up before. */
  async #take(working: JoinableRun<Message>): Promise<RunResult<Message> | undefined> {
    const begin = this.#begin
    this.#run = working
    if (begin === undefined || (this.#follows && !working.stopsForNow)) {
      this.#shown.resolve(working)
      const result = this.stop.until(working.result)
      if (begin === undefined) return result
      const followed = await result.catch(unlessMistaken)
      if (followed !== undefined) return followed
    } else await this.stop.until(working.result.catch(() => undefined))
    if (this.stop.outcome !== undefined) return undefined
    this.#run = begin(this)
    this.#working.resolve(this.#run)
    this.#shown.resolve(this.#run)
    return this.#run.result
  }

  #givenUp(outcome: Outcome): RunResult<Message> {
    return this.#isKnown
      ? this.#run.soFar(outcome)
      : nothingYet(this.#settings, this.#messages ?? [], outcome)
  }
}

/** What a caller gave wrong concerns that one alone: its run has done nothing. */
function unlessMistaken(error: unknown): undefined {
  if (!(error instanceof UsageError)) throw error
}
