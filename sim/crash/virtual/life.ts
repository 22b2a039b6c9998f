import type { Journal } from '../../../src/journal/journal.ts'
import type { Engine, Turn } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep, type Clock } from '../../../src/util/clock.ts'
import type { Dice } from '../../dice.ts'
import { plainResult, type Line } from '../line.ts'
import type { CrashCall, CrashPlan, StopPlan } from '../plan.ts'
import { makeTools, toolCalls } from '../tools.ts'
import { DoomedJournal } from './doomed-journal.ts'
import type { ModelledKeys } from './shared-keys.ts'

export interface LifeOptions {
  readonly process: string
  readonly plan: CrashPlan
  readonly clock: Clock
  readonly dice: Dice
  /** What outlives it. */
  readonly journal: Journal
  readonly lines: Line[]
  readonly keys: ModelledKeys | undefined
  /** Told after each of its lines. */
  readonly onLine: () => void
}

/** One life of an engine, or of two, under a virtual clock. When it is dead, nothing that it does counts any more. */
export class VirtualLife {
  readonly #options: LifeOptions
  readonly #doomed: DoomedJournal
  readonly #engines: readonly Engine[]
  readonly #turns: Turn[] = []
  #stop: StopPlan | undefined
  #suspended: Promise<unknown> = Promise.resolve()
  #dead = false

  constructor(options: LifeOptions) {
    const { clock, dice, journal, plan } = options
    this.#options = options
    this.#doomed = new DoomedJournal(journal, clock, dice, plan.slow)
    const first = this.#makeEngine()
    this.#engines = plan.twice?.how === 'engine' ? [first, this.#makeEngine()] : [first]
  }

  /** Resolves when each caller has what it wants, or was suspended. */
  async run(): Promise<void> {
    const { plan, process, clock } = this.#options
    this.#note({ process, what: 'begun' })
    const [first, second = first] = this.#engines as [Engine, Engine?]
    const callers = [this.#call(first, process === 'p1')]
    if (plan.twice !== undefined)
      callers.push(
        sleep(clock, plan.twice.afterMs, undefined).then(() => this.#call(second, false)),
      )
    await Promise.all(callers)
    await this.#suspended
    this.#note({ process, what: 'closing' })
  }

  /** As by SIGTERM. */
  stop(stop: StopPlan): void {
    if (this.#dead || this.#stop !== undefined) return
    this.#stop = stop
    const { what, withinMs } = stop
    const { process, plan, clock } = this.#options
    const all = what !== 'first' || plan.twice === undefined
    this.#note({ process, what: 'stopping', all, atMs: clock.epochMs() })
    if (what === 'engine')
      this.#suspended = Promise.all(this.#engines.map((engine) => engine.suspend({ withinMs })))
    else for (const turn of all ? this.#turns : this.#turns.slice(0, 1)) turn.suspend({ withinMs })
  }

  die(): void {
    if (this.#dead) return
    this.#dead = true
    this.#doomed.die()
    this.#options.keys?.die(this.#options.process)
  }

  async #call(engine: Engine, cancels: boolean): Promise<void> {
    for (const { id, calls, addMs } of this.#options.plan.turns) {
      const turn = engine.turn({ id })
      const stop = this.#stop
      const isFirst = this.#turns.push(turn) === 1
      if (stop !== undefined && (stop.what === 'own' || (stop.what === 'first' && isFirst)))
        turn.suspend({ withinMs: stop.withinMs })
      // What is cancelled before its message is complete is not kept.
      if (cancels && addMs === undefined) this.#cancelLater(turn, calls)
      if (addMs !== undefined)
        for (const call of toolCalls(calls)) {
          void turn.add(call)
          await sleep(this.#options.clock, addMs)
        }
      turn.commit(addMs === undefined ? toolCalls(calls) : [])
      await turn.report
    }
  }

  #makeEngine(): Engine {
    const { process, plan, clock, keys, lines } = this.#options
    const tools = makeTools({
      process,
      ledger: { append: (line) => this.#note(line), read: () => lines },
      runsIn: 'inline',
      runInside: (calls, turn) => engine.execute(calls, turn),
      sleep: (ms, signal) => sleep(clock, ms, signal),
    })
    const engine: Engine = createEngine({
      tools,
      clock,
      journal: this.#doomed.journal,
      concurrency: plan.concurrency,
      batch: true,
      approve: () => 'wait',
      ...(keys !== undefined && { sharedKeys: keys.for(process) }),
      onEvent: (event) => {
        if (event.type === 'call.settled') {
          const { turnId: turn, result } = event
          this.#note({ process, what: 'settled', turn, ...plainResult(result) })
        } else if (event.type === 'turn.settled') {
          const { id, results } = event.report
          this.#note({ process, what: 'report', turn: id, results: results.map(plainResult) })
        }
      },
    })
    return engine
  }

  #cancelLater(turn: Turn, calls: readonly CrashCall[]): void {
    const { clock } = this.#options
    for (const { id, cancelMs } of calls)
      if (cancelMs !== undefined)
        clock.setTimer(() => !this.#dead && turn.cancel(id), cancelMs, undefined)
  }

  #note(line: Line): void {
    if (this.#dead) return
    this.#options.lines.push(line)
    this.#options.onLine()
  }
}
