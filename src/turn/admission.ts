import { boundOfEffects, effectsOf, readsOnly, touches, type Effects } from '../call/effects.ts'
import type { AnyTool } from '../call/tool.ts'
import { KeyTable, type Claim } from '../keys/key-table.ts'
import type { Adoption } from './adoption.ts'
import { badReference, unknownTool, wrongInput } from './answers.ts'
import type { Dependencies } from './dependencies.ts'
import type { Entry } from './entry.ts'
import { isCleared } from './host.ts'
import type { Checked, Intake } from './intake.ts'
import type { Scheduler } from './scheduler.ts'

export interface AdmissionOptions {
  readonly scheduler: Scheduler
  readonly intake: Intake
  /** The turn's calls, in call order, growing. */
  readonly entries: readonly Entry[]
  readonly adoption: Adoption | undefined
  /** Present if inputs may refer to earlier results. */
  readonly dependencies: Dependencies | undefined
}

/**
 * Lets a turn's calls in: each waits for the results that its input refers to, is checked, and takes its place behind
 * the earlier calls of the turn that it conflicts with. Places are taken in call order, whatever takes its time.
 */
export class Admission {
  readonly #options: AdmissionOptions
  readonly #scheduler: Scheduler
  readonly #keys: KeyTable<Entry>
  #nextClaim = 0
  /** Steps of a call that is still coming, for whom a call without a place is in the way. */
  readonly #guests: Entry[] = []
  #releasing: Entry | undefined

  constructor(options: AdmissionOptions) {
    this.#options = options
    this.#scheduler = options.scheduler
    this.#keys = new KeyTable((entry) => {
      // Of all that it waited for, this one was the last.
      const last = this.#releasing
      if (last !== undefined && last.turn === entry.turn) entry.follow(last)
      options.scheduler.wake(entry)
    })
  }

  receive(entry: Entry): void {
    const { dependencies, intake } = this.#options
    const { call } = entry
    const need = dependencies?.add(entry)
    if (need === 'wait') this.#await(entry)
    else if (need !== undefined) this.#scheduler.settle(entry, need)
    else if (dependencies === undefined) this.#check(entry, intake.check(call))
    else this.#checkResolved(entry, dependencies)
  }

  /** A call that the journal answers comes in: others may refer to it. */
  note(entry: Entry): void {
    this.#options.dependencies?.note(entry)
  }

  /** Nothing conflicts with a call any more. */
  release(entry: Entry): void {
    if (entry.turnClaim === undefined) return
    this.#releasing = entry
    this.#keys.release(entry.turnClaim)
    this.#releasing = undefined
  }

  /** A call has settled: those that need its result can go on, or not. */
  settled(entry: Entry): void {
    const { dependencies } = this.#options
    if (dependencies !== undefined)
      for (const [dependent, doom] of dependencies.freedBy(entry))
        if (doom === undefined) this.#checkResolved(dependent, dependencies)
        else this.#doom(dependent, doom)
    this.#claimInOrder()
  }

  /**
   * A place behind all calls of the turn, for a step of one that is still coming. The step is woken once it is granted.
   *
   * @returns undefined if a call has no place yet; the step is woken when all have.
   */
  placeBehind(step: Entry): Claim<Entry> | undefined {
    if (this.#nextClaim < this.#options.entries.length) {
      this.#guests.push(step)
      return undefined
    }
    return this.#keys.claim(step, step.effects as Effects)
  }

  leave(place: Claim<Entry>): void {
    this.#keys.release(place)
  }

  /** What keeps a claim waiting, for people. */
  blocker(claim: Claim<Entry>): string | undefined {
    for (const { owner, key } of this.#keys.blockers(claim))
      return `${key} (call ${owner.index + 1}, ${owner.call.name})`
    return undefined
  }

  /** What keeps a claim waiting. */
  *blockers(claim: Claim<Entry>): Generator<{ owner: Entry; key: string }> {
    for (const { owner, key } of this.#keys.blockers(claim)) yield { owner, key }
  }

  #await(entry: Entry): void {
    const { tool, names } = this.#options.intake
    const known = tool(entry.call.name)
    if (known === undefined) {
      this.#scheduler.settle(entry, unknownTool(entry.call.name, names))
      return
    }
    const needed = entry.follows.map(({ id }) => id).join(', ')
    this.#place(entry, known, boundOfEffects(known))
    entry.turn.events.waiting(entry, 'dependency', needed)
  }

  #checkResolved(entry: Entry, dependencies: Dependencies): void {
    const resolved = dependencies.resolve(entry)
    if (resolved.ok)
      this.#check(entry, this.#options.intake.check({ ...entry.call, input: resolved.value }))
    else this.#doom(entry, badReference(entry.call.name, resolved.message))
  }

  #check(entry: Entry, checked: Checked | Promise<Checked>): void {
    if (checked instanceof Promise) this.#admitLater(entry, checked)
    else this.#admit(entry, checked)
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
      this.#doom(entry, checked.answer)
      return
    }
    entry.input = checked.input
    entry.ready = true
    if (entry.batch?.complete(entry) === false) {
      entry.batch.discard('The call was not what it seemed to become.')
      entry.batch = undefined
    }
    const effects = effectsOf(checked.tool, checked.input)
    if (entry.placeable) {
      // It has its place, taken for all that it might touch; in the engine it claims what it does touch.
      entry.effects = effects
      this.#scheduler.wake(entry)
    } else this.#place(entry, checked.tool, effects)
  }

  #place(entry: Entry, tool: AnyTool, effects: ReturnType<typeof effectsOf>): void {
    entry.tool = tool
    entry.early = readsOnly(tool) && !tool.needsApproval
    entry.effects = effects
    entry.keyed = touches(effects)
    entry.placeable = true
    if (!entry.keyed) this.#wakeOrAdopt(entry)
    this.#claimInOrder()
  }

  #claimInOrder(): void {
    for (;;) {
      const entry = this.#options.entries[this.#nextClaim]
      if (entry === undefined)
        for (const guest of this.#guests.splice(0)) this.#scheduler.wake(guest)
      if (entry === undefined || (!entry.placeable && entry.stage !== 'settled')) return
      this.#nextClaim += 1
      if (!entry.keyed || entry.effects === undefined || entry.stage === 'settled') continue
      entry.turnClaim = this.#keys.claim(entry, entry.effects)
      this.#wakeOrAdopt(entry)
    }
  }

  /** A call that has to wait for an earlier one must see what that one does: it takes over nothing. */
  #wakeOrAdopt(entry: Entry): void {
    const free = entry.ready && (entry.turnClaim === undefined || entry.turnClaim.granted)
    const known = entry.early && free && entry.effects?.fault === undefined && isCleared(entry)
    const adopted = known ? this.#options.adoption?.take(entry.call) : undefined
    if (adopted === undefined) this.#scheduler.wake(entry)
    else this.#scheduler.settle(entry, 'ok', adopted.value)
  }

  /** Answers a call that will not run; by the agenda, for a chain of them may be long. */
  #doom(entry: Entry, doom: NonNullable<Entry['doom']>): void {
    entry.doom = doom
    this.#scheduler.wake(entry)
  }
}
