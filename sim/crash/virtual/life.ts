import type { Journal } from '../../../src/journal/journal.ts'
import type { TurnReport } from '../../../src/call/report/report.ts'
import type { Engine, Turn } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep, type Clock } from '../../../src/util/clock.ts'
import type { Dice } from '../../dice.ts'
import { plainResult, type Line } from '../line.ts'
import type { CrashCall, CrashPlan } from '../plan.ts'
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

/** One life of an engine under a virtual clock. When it is dead, nothing that it does counts any more. */
export class VirtualLife {
  readonly #options: LifeOptions
  readonly #doomed: DoomedJournal
  readonly #engine: Engine
  #dead = false

  constructor(options: LifeOptions) {
    const { process, plan, clock, dice, journal, keys } = options
    this.#options = options
    this.#doomed = new DoomedJournal(journal, clock, dice)
    const tools = makeTools({
      process,
      ledger: { append: (line) => this.#note(line), read: () => options.lines },
      runsIn: 'inline',
      runInside: (calls, turn) => this.#engine.execute(calls, turn),
      sleep: (ms, signal) => sleep(clock, ms, signal),
    })
    this.#engine = createEngine({
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
  }

  async run(): Promise<TurnReport | undefined> {
    const { plan, process } = this.#options
    this.#note({ process, what: 'begun' })
    let report: TurnReport | undefined
    for (const { id, calls, addMs } of plan.turns) {
      const turn = this.#engine.turn({ id })
      // What is cancelled before its message is complete is not kept.
      if (process === 'p1' && addMs === undefined) this.#cancelLater(turn, calls)
      if (addMs !== undefined)
        for (const call of toolCalls(calls)) {
          turn.add(call)
          await sleep(this.#options.clock, addMs)
        }
      turn.commit(addMs === undefined ? toolCalls(calls) : [])
      report = await turn.report
    }
    return report
  }

  #cancelLater(turn: Turn, calls: readonly CrashCall[]): void {
    const { clock } = this.#options
    for (const { id, cancelMs } of calls)
      if (cancelMs !== undefined)
        clock.setTimer(() => !this.#dead && turn.cancel(id), cancelMs, undefined)
  }

  die(): void {
    if (this.#dead) return
    this.#dead = true
    this.#doomed.die()
    this.#options.keys?.die(this.#options.process)
  }

  #note(line: Line): void {
    if (this.#dead) return
    this.#options.lines.push(line)
    this.#options.onLine()
  }
}
