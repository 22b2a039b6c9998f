import { scopedId } from '../../../src/util/scoped-id.ts'
import type { CallHistory, Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { Dice } from '../../dice.ts'
import type { TimerHandle } from '../../../src/util/clock.ts'
import { describeError } from '../../describe-error.ts'
import type { Violation } from '../../monitor.ts'
import { catchStrays } from '../../small/strays.ts'
import { faultsOf } from '../checks.ts'
import type { Evidence, Life } from '../evidence.ts'
import { factsOf, turnsOf } from '../facts.ts'
import type { Line } from '../line.ts'
import type { CrashPlan, KillPlan } from '../plan.ts'
import { VirtualLife } from './life.ts'
import { ModelledKeys } from './shared-keys.ts'

/**
 * Plays a plan under a virtual clock: an engine with a journal in memory dies at the planned moments and another takes
 * its turns up. It is judged as rounds of real processes are. The same plan always ends the same.
 */
export async function playVirtually(
  plan: CrashPlan,
): Promise<{ readonly evidence: Evidence; readonly violation: Violation | undefined }> {
  const clock = virtualClock({ seed: plan.seed, maxTimers: 100_000 })
  const world = new VirtualWorld(plan, clock)
  let fault: string | undefined
  const crashed = (error: unknown): void => void (fault ??= `crash: ${describeError(error)}`)
  const release = catchStrays(crashed)
  try {
    await world.run()
  } catch (error) {
    crashed(error)
  } finally {
    release()
  }
  const evidence = world.evidence()
  const [message] = fault === undefined ? faultsOf(evidence) : [fault]
  const violation =
    message === undefined ? undefined : ({ guarantee: 'G7', message, atMs: clock.now() } as const)
  return { evidence, violation }
}

class VirtualWorld {
  readonly #plan: CrashPlan
  readonly #clock: VirtualClock
  readonly #dice: Dice
  readonly #journal: Journal
  readonly #lines: Line[] = []
  readonly #lives: Life[] = []
  readonly #keys: ModelledKeys | undefined

  constructor(plan: CrashPlan, clock: VirtualClock) {
    this.#plan = plan
    this.#clock = clock
    this.#dice = new Dice(plan.seed)
    this.#journal = this.#decided(memoryJournal())
    const { lostLeases } = plan
    if (lostLeases !== undefined)
      this.#keys = new ModelledKeys(clock, this.#dice, lostLeases, (process, what, owner) =>
        this.#lines.push({ process, what, owner }),
      )
  }

  async run(): Promise<void> {
    for (const kill of [...this.#plan.kills, undefined]) await this.#live(kill)
  }

  evidence(): Evidence {
    const facts = new Map(factsOf(this.#plan).map((fact) => [fact.key, fact]))
    return { plan: this.#plan, facts, lines: this.#lines, lives: this.#lives }
  }

  async #live(kill: KillPlan | undefined): Promise<void> {
    const process = `p${this.#lives.length + 1}`
    const death = Promise.withResolvers<'killed'>()
    const lines = this.#lines
    let count = 0
    const die = (): void => {
      life.die()
      death.resolve('killed')
    }
    const life: VirtualLife = new VirtualLife({
      process,
      plan: this.#plan,
      clock: this.#clock,
      dice: this.#dice,
      journal: this.#journal,
      lines,
      keys: this.#keys,
      onLine: () => {
        count += 1
        if (kill?.after === 'line' && count > kill.delayMs) strike()
      },
    })
    const timers: TimerHandle[] = []
    const after = (run: () => void, ms: number): void =>
      void timers.push(this.#clock.setTimer(run, ms, undefined))
    let isStruck = false
    const strike = (): void => {
      const { stop } = kill ?? {}
      if (isStruck) return
      isStruck = true
      if (stop === undefined) return die()
      life.stop(stop)
      if (stop.againMs !== undefined) after(die, stop.againMs)
    }
    if (kill?.after === 'begun') after(strike, kill.delayMs)
    const what = await this.#clock.run(
      Promise.race([death.promise, life.run().then(() => 'exited' as const)]),
    )
    for (const timer of timers) this.#clock.clearTimer(timer)
    // Its process is gone, too.
    life.die()
    lines.push({ process, what })
    this.#lives.push({ process, killed: what === 'killed', kept: await this.#kept() })
  }

  async #kept(): Promise<Map<string, CallHistory>> {
    const kept = new Map<string, CallHistory>()
    for (const turn of turnsOf(this.#plan))
      for (const [key, call] of await this.#journal.turn(turn)) kept.set(scopedId(turn, key), call)
    return kept
  }

  /** The journal, and a person who decides some time after a question is kept. */
  #decided(journal: Journal): Journal {
    const decisions = new Map(factsOf(this.#plan).map(({ key, call }) => [key, call.decision]))
    return {
      ...journal,
      append: async (record) => {
        await journal.append(record)
        if (record.kind !== 'call.asked') return
        const { turnId, callKey } = record
        const decision = decisions.get(scopedId(turnId, callKey)) ?? 'deny'
        // Whoever decides too late is refused: the call has its result.
        const decide = (): void =>
          void journal
            .append({ kind: 'call.decided', turnId, callKey, decision, atMs: 0 })
            .catch(() => {})
        this.#clock.setTimer(decide, this.#plan.decideMs, undefined)
      },
    }
  }
}
