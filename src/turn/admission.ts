import type { ToolCall } from '../call/call.ts'
import { effectsOf, readsOnly } from '../call/effects.ts'
import { KeyTable, type Claim } from '../plan/key-table.ts'
import type { Adoption } from './adoption.ts'
import { wrongInput } from './answers.ts'
import type { Entry } from './entry.ts'
import type { Checked } from './intake.ts'
import type { Scheduler } from './scheduler.ts'

export type Check = (call: ToolCall) => Checked | Promise<Checked>

/**
 * Lets a turn's calls in: each is checked, and takes its place behind the earlier calls of the turn that it
 * conflicts with. Places are taken in call order, also when a call's schema takes its time.
 */
export class Admission {
  readonly #scheduler: Scheduler
  readonly #check: Check
  readonly #entries: readonly Entry[]
  readonly #adoption: Adoption | undefined
  readonly #keys: KeyTable<Entry>
  #nextClaim = 0

  constructor(
    scheduler: Scheduler,
    check: Check,
    entries: readonly Entry[],
    adoption: Adoption | undefined,
  ) {
    this.#scheduler = scheduler
    this.#check = check
    this.#entries = entries
    this.#adoption = adoption
    this.#keys = new KeyTable((entry) => scheduler.wake(entry))
  }

  receive(entry: Entry): void {
    const checked = this.#check(entry.call)
    if (checked instanceof Promise) this.#admitLater(entry, checked)
    else this.#admit(entry, checked)
  }

  /** Gives up a settled call's place. */
  release(entry: Entry): void {
    if (entry.turnClaim !== undefined) this.#keys.release(entry.turnClaim)
    this.#claimInOrder()
  }

  /** What keeps a claim waiting, for people. */
  blocker(claim: Claim<Entry>): string | undefined {
    for (const { owner, key } of this.#keys.blockers(claim))
      return `${key} (call ${owner.index + 1}, ${owner.call.name})`
    return undefined
  }

  #admitLater(entry: Entry, checked: Promise<Checked>): void {
    const { clock, timeoutMs } = this.#scheduler.settings
    const finish = (value: Checked): void => {
      if (entry.timer !== undefined) clock.clearTimer(entry.timer)
      entry.timer = undefined
      if (entry.stage !== 'settled') this.#admit(entry, value)
      this.#scheduler.flush()
    }
    const late = wrongInput(entry.call.name, [`The schema did not answer in ${timeoutMs} ms.`])
    if (timeoutMs < Infinity) entry.timer = clock.setTimer(finish, timeoutMs, { answer: late })
    void checked.then(finish)
  }

  #admit(entry: Entry, checked: Checked): void {
    if ('answer' in checked) {
      this.#scheduler.settle(entry, checked.answer)
      return
    }
    entry.tool = checked.tool
    entry.input = checked.input
    entry.early = readsOnly(checked.tool) && !checked.tool.needsApproval
    entry.effects = effectsOf(checked.tool, checked.input)
    entry.keyed = entry.effects.reads.length + entry.effects.writes.length > 0
    if (!entry.keyed) this.#wakeOrAdopt(entry)
    this.#claimInOrder()
  }

  #claimInOrder(): void {
    for (;;) {
      const entry = this.#entries[this.#nextClaim]
      if (entry === undefined || (entry.tool === undefined && entry.stage !== 'settled')) return
      this.#nextClaim += 1
      if (!entry.keyed || entry.effects === undefined || entry.stage === 'settled') continue
      entry.turnClaim = this.#keys.claim(entry, entry.effects)
      this.#wakeOrAdopt(entry)
    }
  }

  /** A call that has to wait for an earlier one must see what that one does: it takes over nothing. */
  #wakeOrAdopt(entry: Entry): void {
    const free = entry.turnClaim === undefined || entry.turnClaim.granted
    const adopted = entry.early && free ? this.#adoption?.take(entry.call) : undefined
    if (adopted === undefined) this.#scheduler.wake(entry)
    else this.#scheduler.settle(entry, 'ok', adopted.value)
  }
}
