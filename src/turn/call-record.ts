import type { Failure } from '../attempt/failure.ts'
import type { ToolCall } from '../call/call.ts'
import type { CallIdMaker } from '../call/call-ids.ts'
import type { Effects } from '../call/effects.ts'
import type { CallFailure } from '../call/errors/call-failure.ts'
import type { Blocker, ToolResult, Wait as PastWait, WaitReason } from '../call/report/result.ts'
import type { StopCause } from '../call/errors/stop-cause.ts'
import type { Known, Ready } from '../call/known.ts'
import type { CallContext } from '../call/context/call-context.ts'
import type { AnyTool } from '../call/tool.ts'
import type { PastCall } from '../journal/journal.ts'
import type { Claim } from '../keys/key-table.ts'
import type { Share, Waiter } from '../limit/lane.ts'
import { scopedId } from '../util/scoped-id.ts'
import { arrayWith } from '../util/without-literal.ts'
import type { CallWatch } from './events/watch.ts'
import { OpenWait } from './open-wait.ts'
import type { OwnBody, Scope } from './scope.ts'
import type { RunBounds } from './shared/run-bounds.ts'
import type { Mover, Outcome, Wait } from './waits/wait.ts'

const received: Known = Object.freeze({ kind: 'received' })
const noWaits: readonly PastWait[] = Object.freeze([])
const noCalls: readonly CallRecord[] = Object.freeze([])

/** Its attempts. */
export interface AttemptsOfCall {
  /** How many were started. */
  readonly started: number
  /** When the first one was, in milliseconds since the turn began. */
  readonly startedMs: number | undefined
  /** Time with at least one under way, in milliseconds. */
  readonly runMs: number
  /** How often the call was put in line, not counting hedges. */
  readonly rounds: number
  /** One is in line or under way. */
  readonly isBusy: boolean
  /** One has its permits, and has not ended. */
  readonly isUnderWay: boolean
  /** Those in line or under way. */
  readonly queued: readonly Waiter[]
  /** How many bodies go on although their attempts have ended. */
  readonly abandoned: number
  /** The unfinished calls inside them. */
  inside(): Iterable<CallRecord>
  /** For each limit that keeps it waiting and is all in the hands of calls that wait themselves: those calls. */
  waitingHolders(): Iterable<readonly CallRecord[]>
  /** Puts the call in line for its next one. */
  enqueue(): void
  /** Tells those under way to stop; returns whether there are any. */
  stop(cause: StopCause): boolean
  /** As many as run may finish, for so many milliseconds, and nothing new starts inside. */
  suspend?(withinMs: number): void
  /** There is to be none, or no other: what was said of the last one stands. */
  giveUp(why: CallFailure): void
  /** Takes back what is in line or under way. */
  drop(): void
  /** Takes back what is in line, as if it had never come. */
  leaveLine?(): void
}

/** What a call knows of the attempt that its turn runs inside. */
export interface EnclosingAttempt {
  readonly call: CallRecord
  /** It has started and not ended. */
  readonly isUnderWay: boolean
  /** Why it was told to stop, if it was. */
  readonly stopCause: StopCause | undefined
  readonly signal: AbortSignal
  /** Its turn's place when it was served: where the next turn inside it comes in. */
  servedAt: number
  /** Whether a call of a turn inside it is one that it waits for: not if it has returned without. */
  waitsFor(inner: CallRecord): boolean
}

/** A line for keys, as those know it who look for circles in who waits for whom. */
export interface KeyLine {
  /** How many engines have it in common. */
  readonly engines: number
  /** Whether a call holds all of its keys, and not only waits for them. */
  holds(call: CallRecord): boolean
  /** Those inside a settled call for which its keys are kept. */
  keptFor(call: CallRecord): Iterable<CallRecord>
  /** The key for which one call waits for another, if it does. */
  meetingKey(call: CallRecord, other: CallRecord): string | undefined
  /** Puts a call before another that only waits. Returns those whose places are new. */
  overtake(call: CallRecord, other: CallRecord): readonly CallRecord[]
}

/** What a call knows of its turn. */
export interface CallTurn {
  readonly id: string
  /** The list of a call's life: what its calls wait for, in the order in which they meet it. */
  readonly waits: readonly Wait<CallRecord>[]
  readonly mover: Mover<CallRecord>
  /** The line for keys in which its calls stand. */
  readonly keys: KeyLine
  readonly events: CallWatch<CallRecord>
  readonly scope: Scope
  /** What its tools' functions are given beside a call's input. */
  readonly callContext: CallContext
  readonly share: Share
  /** Counts how many attempts hold a slot. */
  readonly calls: { inFlight(by: 1 | -1): void }
  readonly parent: EnclosingAttempt | undefined
  readonly bounds: RunBounds<CallRecord> | undefined
  /** Where the call of `batch` belongs whose steps these are, and that call once it is complete. */
  readonly batch: { readonly turn: CallTurn; readonly call: CallRecord | undefined } | undefined
  /** The message is complete, and the model stopped to call tools. */
  readonly committed: boolean
  /** On the clock. */
  readonly beganMs: number
  nowMs(): number
  /** Milliseconds until the deadline. */
  remainingMs(): number
  /** A call has its result, and nothing of it is held any more. */
  settled(call: CallRecord): void
  /** Everybody may know a call's result. `fault`: the journal could not keep it. */
  tell(call: CallRecord, fault: unknown, nowMs: number): void
}

/** The facts of one call, from its arrival to its result. It moves nothing, and knows nobody who does. */
export class CallRecord {
  readonly turn: CallTurn
  readonly index: number
  readonly call: ToolCall
  /** The call's own, or one of ours if it has none. */
  readonly id: string
  /** The id, or one that tells it from another call of that id. */
  readonly key: string
  readonly receivedMs: number
  known: Known = received
  /** Which of its turn's waits it is at. */
  at = 0
  /** How it ends: what else of it ends, ends for that. */
  outcome: Outcome | undefined
  result: ToolResult | undefined
  /** Everybody may know its result. */
  told = false
  /** It was told to stop: whatever comes, it is not tried again. */
  stopCause: StopCause | undefined
  /** The calls whose results it needed, and of those that it conflicted with the last to end; a step's may be outside its plan. */
  follows: readonly CallRecord[] = noCalls
  /** The calls whose results its input names. */
  needs: readonly CallRecord[] = noCalls
  /** Its place among the calls of its turn that it conflicts with. */
  place: Claim<CallRecord> | undefined
  /** Its keys among all turns. */
  claims: readonly Claim<CallRecord>[] | undefined
  /** Milliseconds until it and all that wait for it in its turn have ended, as far as that was asked. */
  pathMs = 0
  attempts: AttemptsOfCall | undefined
  /** How an attempt of it ended that may have done something; one that was lost, if there is one. */
  doubt: Failure | undefined
  /** Its keys among other engines, with their fencing token; `lookAgain` stops the call if they are lost. */
  lease: { readonly token: number; lookAgain(): void } | undefined
  /** How many writes of its engine had ended when it had its keys. */
  writesSeen = 0
  /** Called once, when everybody may know its result. */
  onTold: (() => void) | undefined
  /** What runs in place of its tool. */
  body: OwnBody | undefined
  /** What the journal says of it. */
  past: PastCall | undefined
  /** The journal is told of its end. */
  journaled = false
  #waits: PastWait[] | undefined
  #waiting: OpenWait | undefined

  constructor(turn: CallTurn, index: number, call: ToolCall, ids: CallIdMaker, receivedMs: number) {
    this.turn = turn
    this.index = index
    this.call = call
    this.id = ids.idOf(call, index)
    this.key = ids.takeKey(this.id, index)
    this.receivedMs = receivedMs
  }

  get ready(): Ready | undefined {
    return this.known.kind === 'ready' ? this.known : undefined
  }

  get tool(): AnyTool | undefined {
    return this.known.kind === 'received' ? undefined : this.known.tool
  }

  get effects(): Effects | undefined {
    return this.known.kind === 'received' ? undefined : this.known.effects
  }

  get started(): number {
    return this.attempts?.started ?? 0
  }

  get idempotencyKey(): string {
    // One that began under an older version goes on under the key that it had.
    return this.past?.idempotencyKey ?? scopedId(this.turn.id, this.key)
  }

  get waits(): readonly PastWait[] {
    return this.#waits ?? noWaits
  }

  get waitReason(): WaitReason | undefined {
    return this.#waiting?.reason
  }

  /** Whether that is what it waits for now. */
  waitsFor(reason: WaitReason, detail: string | undefined): boolean {
    return this.#waiting?.reason === reason && this.#waiting.detail === detail
  }

  /** Notes what the call waits for from now on. */
  wait(nowMs: number, reason: WaitReason, detail?: string, by?: Blocker): PastWait {
    this.endWait(nowMs)
    const wait = new OpenWait(reason, detail, nowMs)
    return (this.#waiting = by === undefined ? wait : { ...wait, by })
  }

  endWait(nowMs: number): void {
    const wait = this.#waiting
    if (wait === undefined) return
    this.#waiting = undefined
    // A wait of no time does not count: most calls pass most waits in the moment in which they came.
    if (nowMs <= wait.startMs) return
    wait.endMs = nowMs
    if (this.#waits === undefined) this.#waits = arrayWith<PastWait>(wait)
    else this.#waits.push(wait)
  }

  /** Notes a call that this one had to come after. */
  follow(other: CallRecord): void {
    this.follows = [...this.follows, other]
  }
}
