import type { ToolCall } from '../call/call.ts'
import type { Effects } from '../call/effects.ts'
import type { ToolResult, Wait, WaitReason } from '../call/result.ts'
import type { AnyTool } from '../call/tool.ts'
import type { StopCause } from '../call/stop-cause.ts'
import type { CallHistory } from '../journal/journal.ts'
import type { Claim, KeyTable } from '../keys/key-table.ts'
import type { TimerHandle } from '../util/clock.ts'
import type { Answer } from './answers.ts'
import type { Question } from './approvals.ts'
import type { BatchRun } from './batch-run.ts'
import type { CallName } from './call-names.ts'
import type { HeldClaim } from './claims.ts'
import type { Lease } from './leases.ts'
import type { Trial } from './trial.ts'
import type { TurnRun } from './turn-run.ts'

/** Where a call is: each stage has one way out, and `settled` none. */
export type Stage = 'received' | 'queued' | 'running' | 'backing-off' | 'settled'

// Most calls have none of these; an empty list of its own would cost each of them as much as a small object.
const noWaits: readonly Wait[] = Object.freeze([])
const noEntries: readonly Entry[] = Object.freeze([])
const noTrials: readonly Trial[] = Object.freeze([])

/** What the calls that run inside a call do to its keys. */
export interface Inside {
  /** The order among them, as far as they touch what it holds. */
  keys: KeyTable<Entry> | undefined
  /** Those that touch what it holds. */
  readonly touching: Set<Entry>
  /** Those that wait for somebody else's keys. */
  readonly waiting: Set<Entry>
}

/** How far a call has come with its hedges. */
export interface HedgeState {
  /** When the first attempt of its round started, in milliseconds since the turn began. */
  roundMs: number
  hedges: number
  /** How often it has asked for one. */
  asks: number
}

/** The ledger's line for one call: all that is known of it, from its arrival to its result. */
export class Entry {
  readonly turn: TurnRun
  readonly index: number
  readonly call: ToolCall
  /** The call's own, or one of ours if it has none. */
  readonly id: string
  /** The id, or one that tells it from another call of that id. */
  readonly key: string
  readonly receivedMs: number
  stage: Stage = 'received'
  result: ToolResult | undefined

  /** Its place among the keys of its turn can be taken: what it touches is known, or bounded. */
  placeable = false
  /** It is checked and has all that it needs: from here on the scheduler moves it. */
  ready = false
  /** What to answer instead of running it. */
  doom: Answer | undefined
  /** The calls whose results it needed, and of those that it conflicted with the last to end. */
  follows: readonly Entry[] = noEntries

  tool: AnyTool | undefined
  input: unknown
  effects: Effects | undefined
  /** It touches something, so that it must claim its place before it may start. */
  keyed = false
  /** It may start before the message is complete. */
  early = false

  /** Its place among the calls of its turn that it conflicts with. */
  turnClaim: Claim<Entry> | undefined
  /** Its keys among all turns of the engine. */
  claims: readonly HeldClaim[] | undefined
  inside: Inside | undefined
  /** Its keys among other engines. */
  lease: Lease | undefined

  /** What it was asked whether it may run, with others perhaps. */
  question: Question | undefined
  /** What it has in common with identical calls. */
  sharedKey: string | undefined

  /** Its steps, once there are any: it is a call of `batch`. */
  batch: BatchRun | undefined

  /** The attempts that are in line or under way; more than one only while it is hedged. */
  trials: readonly Trial[] = noTrials
  attempts = 0
  /** How often it was put in line, not counting hedges. */
  rounds = 0
  hedge: HedgeState | undefined
  startedMs: number | undefined
  runMs = 0
  /** Since when at least one attempt has been under way, in milliseconds since the turn began. */
  stretchMs = 0
  /** Of its schema's time, its next hedge, or its back-off: it is never at two of them. */
  timer: TimerHandle | undefined
  /** What the journal says of it. */
  past: CallHistory | undefined
  /** It waits for what the journal says. */
  restoring = false
  /** Why it was told to stop meanwhile. */
  stopCause: StopCause | undefined
  /** The journal is told of its end. */
  journaled = false
  /** Everybody may know its result. */
  told = false

  /** Its answer is found; what else of it ends, ends for that. */
  decided = false
  /** It was told to stop: whatever comes, it is not tried again. */
  stopped = false

  #waits: Wait[] | undefined
  #waitReason: WaitReason | undefined
  #waitDetail: string | undefined
  #waitSince = 0

  constructor(turn: TurnRun, index: number, call: ToolCall, name: CallName, receivedMs: number) {
    this.turn = turn
    this.index = index
    this.call = call
    this.id = name.id
    this.key = name.key
    this.receivedMs = receivedMs
  }

  get waits(): readonly Wait[] {
    return this.#waits ?? noWaits
  }

  /** Whether it waits for just that already. */
  waitsFor(reason: WaitReason, detail: string | undefined): boolean {
    return this.#waitReason === reason && this.#waitDetail === detail
  }

  /** Notes what the call waits for from now on. */
  wait(reason: WaitReason, detail: string | undefined, nowMs: number): void {
    this.endWait(nowMs)
    this.#waitReason = reason
    this.#waitDetail = detail
    this.#waitSince = nowMs
  }

  endWait(nowMs: number): void {
    const reason = this.#waitReason
    if (reason === undefined) return
    this.#waitReason = undefined
    // A wait of no time is none: most calls pass most stages in the tick in which they came.
    if (nowMs <= this.#waitSince) return
    const wait = { reason, detail: this.#waitDetail, startMs: this.#waitSince, endMs: nowMs }
    if (this.#waits === undefined) this.#waits = [wait]
    else this.#waits.push(wait)
  }

  /** Notes a call that this one had to come after. */
  follow(other: Entry): void {
    this.follows = [...this.follows, other]
  }

  addTrial(trial: Trial): void {
    this.trials = this.trials.length === 0 ? [trial] : [...this.trials, trial]
  }

  removeTrial(trial: Trial): void {
    const { trials } = this
    if (trials.length === 1 && trials[0] === trial) this.trials = noTrials
    else this.trials = trials.filter((other) => other !== trial)
  }
}
