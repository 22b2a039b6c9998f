import { getEventListeners } from 'node:events'
import type { TurnEvent } from '../../src/call/report/event.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { Engine, Turn } from '../../src/turn/contract.ts'
import { describeError } from '../describe-error.ts'
import { Stage } from '../small/stage.ts'
import { Bodies } from './bodies.ts'
import { Hooks } from './hooks.ts'
import { comeAgain, type Kept } from './journaled.ts'
import type { OpenPlan, OpenTurn } from './plan.ts'
import { OpenRules } from './rules.ts'
import { openTools } from './tools.ts'
import { WatchedCall } from './watched-call.ts'

/** How long a writing tool may go on once it was told to stop; also how long a stopped turn takes calls. */
const graceMs = 5
const timeoutMs = 40

/** A turn under way. */
interface Driven {
  readonly plan: OpenTurn
  readonly calls: WatchedCall[]
  isStopped: boolean
  report: object | undefined
}

/** A plan come to life. */
export class OpenWorld {
  readonly stage: Stage
  readonly #plan: OpenPlan
  readonly #rules: OpenRules
  readonly #bodies: Bodies
  readonly #engine: Engine
  readonly #journal: Kept | undefined
  readonly #turns = new Map<string, Driven>()

  constructor(plan: OpenPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.#rules = new OpenRules(this.stage, plan)
    this.#bodies = new Bodies(this.stage, this.#rules, (inner) => this.#engine.execute(...inner))
    const hooks = new Hooks(plan.hook, this.stage, this.#bodies)
    if (plan.journal) this.#journal = { journal: memoryJournal(), records: [] }
    this.#engine = this.stage.engine({
      ...this.#options(),
      ...(plan.hook !== 'none' && { aroundAttempt: hooks.around }),
      onEvent: (event) => this.#watch(event),
    })
  }

  async run(): Promise<void> {
    await this.stage.run(
      () => {
        for (const turn of this.#plan.turns)
          this.stage.clock.after(turn.startMs, () => {
            this.#drive(turn).catch((error: unknown) => {
              this.stage.fail('G1', `${turn.id} threw: ${describeError(error)}`)
            })
          })
      },
      () => this.#rules.quiet(),
    )
    for (const { id } of this.#plan.turns)
      if (this.#turns.get(id)?.report === undefined) this.stage.fail('G1', `${id} has no end`)
    this.#expectNoListener()
    if (this.#journal !== undefined && this.stage.violation === undefined)
      await comeAgain(this.stage, this.stage.engine(this.#options()), this.#journal, this.#added())
    await this.stage.expectNothingHeld()
  }

  #options(): Parameters<Stage['engine']>[0] {
    const { concurrency, limit } = this.#plan
    const kept = this.#journal
    return {
      tools: openTools(this.#bodies),
      concurrency,
      limits: { slow: { concurrency: limit } },
      graceMs,
      timeoutMs,
      retryBudget: false,
      ...(kept && {
        journal: {
          ...kept.journal,
          append: (record) => {
            kept.records.push(record)
            return kept.journal.append(record)
          },
        },
      }),
    }
  }

  async #drive(plan: OpenTurn): Promise<void> {
    const { id, adds, end, endMs, deadlineMs, cancelMs } = plan
    const driven: Driven = { plan, calls: [], isStopped: false, report: undefined }
    this.#turns.set(id, driven)
    // Before the engine sets its own: it is to be known who was stopped when that fires.
    if (deadlineMs !== undefined) this.stage.clock.after(deadlineMs, () => stopAll(driven))
    const turn = this.#bodies.in(`the context of ${id}`, () => {
      const engine = plan.with ? this.#engine.with(openTools(this.#bodies)) : this.#engine
      return engine.turn({ id, open: true, ...(deadlineMs !== undefined && { deadlineMs }) })
    })
    if (cancelMs !== undefined)
      this.stage.clock.after(cancelMs, () => {
        stopAll(driven)
        turn.cancel()
      })
    for (const [index, { afterMs, awaited }] of adds.entries()) {
      if (afterMs > 0) await this.stage.wait(afterMs)
      const told = this.#add(driven, turn, index)
      if (told === undefined) break
      if (awaited) await told.catch(() => {})
    }
    if (endMs > 0) await this.stage.wait(endMs)
    if (end === 'discard') {
      stopAll(driven)
      turn.discard('It was not meant so.')
    } else turn.commit()
    const report = await turn.report
    driven.report = report
    this.#rules.ended(driven.calls, report)
  }

  /** Adds a call; undefined if its turn was stopped so long ago that it takes none any more. */
  #add(driven: Driven, turn: Turn, index: number): Promise<unknown> | undefined {
    const { plan, calls, isStopped } = driven
    const controller = plan.adds[index]?.signal ? new AbortController() : undefined
    const call = new WatchedCall(plan, index, { signal: controller?.signal })
    const { id, tool: name, key, body, abortMs } = call.plan
    call.isStopped = isStopped
    calls.push(call)
    this.#rules.calls.push(call)
    const abort = (): void => {
      if (call.result === undefined) call.isStopped = true
      controller?.abort(new Error('Nobody wants it.'))
    }
    if (abortMs === 0) abort()
    else if (abortMs !== undefined) this.stage.clock.after(abortMs, abort)
    try {
      const told = this.#bodies.in(`the adding of ${call.name}`, () =>
        turn.add(
          { id, name, input: { key } },
          {
            ...(controller && { signal: controller.signal }),
            ...(body && { run: (_, context) => this.#bodies.run(call, context) }),
          },
        ),
      )
      told.then(
        (result) => this.#rules.promised(call, { result }),
        (error: unknown) => this.#rules.promised(call, { error }),
      )
      return told
    } catch (error) {
      calls.pop()
      this.#rules.calls.pop()
      if (!isStopped) this.stage.fail('G1', `${call.name} is not taken: ${describeError(error)}`)
      return undefined
    }
  }

  #watch(event: TurnEvent): void {
    this.stage.noteEvent(event)
    const calls = this.#turns.get(event.turnId)?.calls ?? this.#bodies.innerOf(event.turnId)
    const call = 'index' in event ? calls?.[event.index] : undefined
    if (call === undefined) return
    if (event.type === 'call.retrying') call.isRetrying = true
    if (event.type === 'call.settled') this.#rules.settled(call, event.result)
  }

  #expectNoListener(): void {
    for (const { name, signal } of this.#rules.calls)
      if (signal !== undefined && getEventListeners(signal, 'abort').length > 0)
        this.stage.fail('G8', `a listener is left on the signal of ${name}`)
  }

  #added(): WatchedCall[][] {
    return [...this.#turns.values()].map(({ calls }) => calls)
  }
}

function stopAll(driven: Driven): void {
  if (driven.report !== undefined) return
  driven.isStopped = true
  for (const call of driven.calls) if (call.result === undefined) call.isStopped = true
}
